import { pageAddress } from './addresses.js';
import { commentsView } from './comment-view.js';
import { counted, html } from './html.js';
import { apiCall, movieCards } from './list-view.js';
import { poster } from './poster.js';

/** @typedef {import('./shapes.js').Movie} Movie */
/** @typedef {import('./shapes.js').MovieShown} MovieShown */

/** @param {MovieShown} shown */
export function movieView(shown) {
  const { movie, similar } = shown;
  return html`
    <article class="movie" data-movie="${movie.id}">
      <div class="movie-poster" aria-hidden="true">${poster(movie)}</div>
      <div class="movie-facts">
        <h1 tabindex="-1" dir="auto" class="${movie.title.length > 60 && 'long'}">
          ${movie.title}
        </h1>
        ${movie.original_title && html`<p class="original" dir="auto">${movie.original_title}</p>`}
        <p class="facts">${factsOf(movie).map((fact) => html`<span>${fact}</span> `)}</p>
        <div id="likes" class="likes">${likesView(shown)}</div>
        ${movie.genres.length > 0 && genresView(movie.genres)}
        ${movie.description && html`<p class="description" dir="auto">${movie.description}</p>`}
        ${movie.cast.length > 0 && castView(movie.cast)} ${apiCall(`/movies/${movie.id}/`)}
        <section id="comments" class="thread" aria-labelledby="comments-heading">
          ${commentsView(shown)}
        </section>
      </div>
    </article>
    ${
      similar.length > 0 &&
      html`<section aria-labelledby="similar-heading">
        <h2 id="similar-heading">Similar</h2>
        ${movieCards(similar)}
      </section>`
    }
  `;
}

/** @param {readonly string[]} genres */
const genresView = (genres) =>
  html`<p class="genres">
    ${genres.map(
      (genre) => html`<a class="chip" href="${pageAddress({ genre })}" data-nav>${genre}</a> `,
    )}
  </p>`;

/** Of a longer cast, so many names are there at once. */
const CAST_SHOWN = 8;

/** @param {readonly string[]} cast */
function castView(cast) {
  const others = cast.slice(CAST_SHOWN);
  return html`<div class="cast">
    <b>With</b> ${namesView(cast.slice(0, CAST_SHOWN))}
    ${
      others.length > 0 &&
      html`<details>
        <summary>and ${others.length} more</summary>
        ${namesView(others)}
      </details>`
    }
  </div>`;
}

/** Each name by itself: one that is written from right to left does not turn the others. @param {readonly string[]} names */
const namesView = (names) =>
  names.map((name, index) => html`<bdi>${name}</bdi>${index < names.length - 1 && ', '}`);

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** @param {Movie} movie */
function factsOf({ year, runtime_minutes, language, director, creator }) {
  return [
    year,
    runtime_minutes && `${runtime_minutes} min`,
    language && languages.of(language),
    director && html`Directed by <bdi>${director}</bdi>`,
    creator && `Added by ${creator.username}`,
  ].filter(Boolean);
}

/** The button, or the count alone where nobody can press it; and whom it pleased. @param {MovieShown} shown */
function likesView({ movie, likers, viewer }) {
  const { like_count, liked_by_me } = movie;
  return html`${viewer === null ? likeCount(like_count) : likeButton(like_count, liked_by_me)}
    <span class="likers">${likersOf(likers, like_count)}</span>`;
}

/** @param {number} count */
const likeCount = (count) =>
  html`<span class="like"><span aria-hidden="true">♥</span> ${counted(count, 'like')}</span>`;

/** @param {number} count @param {boolean | null} isLiked */
export const likeButton = (count, isLiked) =>
  html`<button class="like" data-like aria-pressed="${isLiked === true}">
    <span aria-hidden="true">${isLiked ? '♥' : '♡'}</span>
    <span>Like</span> <span class="like-count">${count}</span>
  </button>`;

const words = new Intl.ListFormat('en');

/** @param {readonly import('./shapes.js').User[]} likers the latest @param {number} count of all */
export function likersOf(likers, count) {
  const names = likers.map(({ username }) => username);
  const others = count - names.length;
  const who = others > 0 ? [...names, counted(others, 'other')] : names;
  return who.length === 0 ? '' : `Liked by ${words.format(who)}`;
}
