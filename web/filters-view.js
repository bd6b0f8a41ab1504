import { isSearch } from './addresses.js';
import { html } from './html.js';

/** @typedef {import('./shapes.js').Query} Query */

const ORDERINGS = [
  ['', 'Newest first'],
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
        placeholder="Search by title"
        enterkeyhint="search"
      />
    </div>
    <button class="button">Search</button>
    <div class="field">
      <label for="genre">Genre</label>
      <select id="genre" name="genre">
        ${genreOptions(query.genre, genres)}
      </select>
    </div>
    <div class="field">
      <label for="ordering">Order</label>
      ${
        isSearch(query)
          ? html`<select id="ordering" name="ordering" disabled>
              ${orderingOptions(query)}
            </select>`
          : html`<select id="ordering" name="ordering">
              ${orderingOptions(query)}
            </select>`
      }
    </div>
    ${yearField('year_min', 'From year', query.year_min)}
    ${yearField('year_max', 'To year', query.year_max)}
    <div class="errors" data-errors aria-live="polite"></div>
  </form>`;

/** @param {string} name @param {string} label @param {string | undefined} value */
const yearField = (name, label, value) =>
  html`<div class="field year">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      inputmode="numeric"
      maxlength="4"
      pattern="[1-9][0-9]{0,3}"
      title="A number from 1 to 9999"
      placeholder="${label}"
      value="${value}"
    />
  </div>`;

/** @param {string | undefined} chosen @param {readonly import('./shapes.js').Genre[]} genres */
export function genreOptions(chosen, genres) {
  const isListed = genres.some(({ name }) => name.toLowerCase() === chosen?.toLowerCase());
  const names = genres.map(({ name, movie_count }) => [name, `${name} (${movie_count})`]);
  const all = chosen && !isListed ? [[chosen, chosen], ...names] : names;
  return [['', 'All genres'], ...all].map((each) => option(each, chosen));
}

/** Also an order that only the address has. @param {Query} query */
export function orderingOptions(query) {
  if (isSearch(query)) return [option(['', 'By relevance'], '')];
  const chosen = query.ordering;
  const isListed = !chosen || ORDERINGS.some(([value]) => value === chosen);
  const all = isListed ? ORDERINGS : [...ORDERINGS, [chosen, chosen]];
  return all.map((each) => option(each, chosen));
}

/** @param {readonly string[]} option @param {string | undefined} chosen */
const option = ([value = '', text], chosen) =>
  value.toLowerCase() === (chosen ?? '').toLowerCase()
    ? html`<option value="${value}" selected>${text}</option>`
    : html`<option value="${value}">${text}</option>`;
