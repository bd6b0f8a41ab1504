import { html } from './html.js';

/** @typedef {import('./shapes.js').Query} Query */

const ORDERINGS = [
  ['', 'Newest, best match'],
  ['-like_count', 'Most liked'],
  ['-comment_count', 'Most discussed'],
  ['title', 'Title'],
  ['-year', 'Year, latest first'],
  ['year', 'Year, earliest first'],
];

/**
 * The search and its filters: a form that works by itself.
 *
 * @param {Query} query
 * @param {readonly import('./shapes.js').Genre[]} genres
 */
export const filtersView = (query, genres) =>
  html`<form class="filters" id="filters" role="search" action="/" method="get" autocomplete="off">
    <div class="field grow search">
      <label for="title">Title</label>
      <input
        id="title"
        name="title"
        type="search"
        value="${query.title}"
        maxlength="255"
        placeholder="Search, typing errors welcome"
        enterkeyhint="search"
      />
    </div>
    <div class="field">
      <label for="genre">Genre</label>
      <select id="genre" name="genre">
        ${genreOptions(query.genre, genres)}
      </select>
    </div>
    <div class="field year">
      <label for="year_min">From year</label>
      <input
        id="year_min"
        name="year_min"
        inputmode="numeric"
        maxlength="4"
        value="${query.year_min}"
      />
    </div>
    <div class="field year">
      <label for="year_max">To year</label>
      <input
        id="year_max"
        name="year_max"
        inputmode="numeric"
        maxlength="4"
        value="${query.year_max}"
      />
    </div>
    <div class="field">
      <label for="ordering">Order</label>
      <select id="ordering" name="ordering">
        ${orderingOptions(query.ordering)}
      </select>
    </div>
    <button class="button">Search</button>
  </form>`;

/** @param {string | undefined} chosen @param {readonly import('./shapes.js').Genre[]} genres */
export function genreOptions(chosen, genres) {
  const isListed = genres.some(({ name }) => name.toLowerCase() === chosen?.toLowerCase());
  const names = genres.map(({ name, movie_count }) => [name, `${name} (${movie_count})`]);
  const all = chosen && !isListed ? [[chosen, chosen], ...names] : names;
  return [['', 'All genres'], ...all].map((each) => option(each, chosen));
}

/** Also an order that only the address has. @param {string | undefined} chosen */
function orderingOptions(chosen) {
  const isListed = !chosen || ORDERINGS.some(([value]) => value === chosen);
  const all = isListed ? ORDERINGS : [...ORDERINGS, [chosen, chosen]];
  return all.map((each) => option(each, chosen));
}

/** @param {readonly string[]} option @param {string | undefined} chosen */
const option = ([value = '', text], chosen) =>
  value.toLowerCase() === (chosen ?? '').toLowerCase()
    ? html`<option value="${value}" selected>${text}</option>`
    : html`<option value="${value}">${text}</option>`;
