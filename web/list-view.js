import { listCall, movieAddress, pageAddress } from './addresses.js';
import { counted, html } from './html.js';
import { poster } from './poster.js';

/** @typedef {import('./shapes.js').Query} Query */

/** @param {import('./shapes.js').ListShown} shown */
export function listView({ query, movies }) {
  return html`
    <header class="heading">
      <h1 tabindex="-1" dir="auto">${headingOf(query)}</h1>
      <p class="count">${counted(movies.count, 'film')}</p>
      ${apiCall(listCall(query))}
    </header>
    ${movies.rows.length === 0 ? nothingFound(query) : movieCards(movies.rows)}
    ${pageLinks(movies, (page) => pageAddress({ ...query, page: String(page) }))}
  `;
}

/** What a list is of, in few words; also the page's title. @param {Query} query */
export function headingOf({ title, genre, year_min, year_max }) {
  const years =
    year_min && year_max
      ? `${year_min}–${year_max}`
      : (year_min && `since ${year_min}`) || (year_max && `until ${year_max}`);
  const parts = [title && `“${title}”`, genre, years].filter(Boolean);
  return parts.length === 0 ? 'All films' : parts.join(' · ');
}

/** @param {readonly import('./shapes.js').Movie[]} movies */
export const movieCards = (movies) =>
  html`<ul class="cards">
    ${movies.map(
      (movie) =>
        html`<li>
          <a class="card" href="${movieAddress(movie.id)}" data-nav>${poster(movie)}</a>
          <p class="card-facts">
            <span dir="auto">${movie.genres.slice(0, 2).join(', ') || 'No genre'}</span>
            <span class="counts">${cardCounts(movie)}</span>
          </p>
        </li>`,
    )}
  </ul>`;

/** @param {import('./shapes.js').Movie} movie */
const cardCounts = ({ like_count, comment_count, liked_by_me }) => [
  like_count > 0 &&
    html`<span class="${liked_by_me ? 'liked' : ''}">
      <span aria-hidden="true">♥</span> ${like_count}<span class="unseen"> likes</span>
    </span> `,
  comment_count > 0 &&
    html`<span>
      <span aria-hidden="true">❞</span> ${comment_count}<span class="unseen"> comments</span>
    </span>`,
];

/** The request to the API behind what is seen. @param {string} path */
export const apiCall = (path) =>
  html`<p class="call">
    <span class="unseen">From the API: </span><b>GET</b> <a href="${path}">${path}</a>
  </p>`;

/** @param {Query} query */
function nothingFound(query) {
  if (pageAddress({ ...query, ordering: undefined, page: undefined }) !== '/') {
    return html`<div class="empty">
      <p>No film passes all of these.</p>
      <p><a href="/" data-nav>Show all films</a></p>
    </div>`;
  }
  return html`<div class="empty">
    <p>The catalogue is empty. Some four hundred films to begin with:</p>
    <pre><code>npm run cli -- seed</code></pre>
  </div>`;
}

/**
 * @param {import('./shapes.js').Page<unknown>} place
 * @param {(page: number) => string} addressOf
 * @param {string} [of] what has the pages
 */
export function pageLinks({ page, pages }, addressOf, of = 'films') {
  if (pages <= 1) return '';
  return html`<nav class="pages" aria-label="Pages of ${of}">
    ${page > 1 && html`<a rel="prev" href="${addressOf(page - 1)}" data-nav>← Previous</a>`}
    <span>Page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}</span>
    ${page < pages && html`<a rel="next" href="${addressOf(page + 1)}" data-nav>Next →</a>`}
  </nav>`;
}
