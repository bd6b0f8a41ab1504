import { filtersOf, isSearch, LIKERS_SHOWN, REPLIES_SHOWN, SIMILAR_SHOWN } from './addresses.js';
import { isProblem } from './problems.js';
import { api, currentUser } from './session.js';

/** @typedef {import('./shapes.js').Query} Query */

/** What the API gives a page where nobody says. */
const PAGE_SIZE = 20;

/**
 * @param {Query} query
 * @param {AbortSignal} signal
 * @returns {Promise<import('./shapes.js').ListShown>}
 */
export async function loadList(query, signal) {
  const path = isSearch(query) ? '/movies/search/' : '/movies/';
  const answer = await api.get(path, { query: filtersOf(query), signal });
  return { query, movies: pageOf(answer, query.page) };
}

/**
 * @param {Query} query
 * @param {AbortSignal} signal
 * @returns {Promise<import('./shapes.js').MovieShown>}
 */
export async function loadMovie(query, signal) {
  const of = { path: { id: idOf(query.movie) }, signal };
  const [movie, likers, comments, replies, similar] = await Promise.all([
    api.get('/movies/{id}/', of),
    api.get('/movies/{id}/like/', { ...of, query: { page_size: LIKERS_SHOWN } }),
    api.get('/movies/{id}/comments/', { ...of, query: { page: Number(query.page ?? 1) } }),
    loadReplies(query, signal),
    api.get('/movies/{id}/similar/', { ...of, query: { page_size: SIMILAR_SHOWN } }),
  ]);
  return {
    query,
    movie,
    likers: likers.results,
    comments: pageOf(comments, query.page),
    replies,
    similar: similar.results,
    viewer: currentUser(),
  };
}

/** None of a comment, or of a page, that has gone: its movie is shown all the same. @param {Query} query @param {AbortSignal} signal */
async function loadReplies({ replies, replies_page: page = '1' }, signal) {
  const none = { count: 0, results: [] };
  if (replies === undefined) return pageOf(none);
  try {
    const answer = await api.get('/comments/{id}/replies/', {
      path: { id: idOf(replies) },
      query: { ordering: 'created_at', page: Number(page), page_size: REPLIES_SHOWN },
      signal,
    });
    return pageOf(answer, page, REPLIES_SHOWN);
  } catch (error) {
    if (isProblem(error, 404)) return pageOf(none);
    throw error;
  }
}

/** Digits alone, as the server takes them: `1e1` is no id. @param {string | undefined} text */
const idOf = (text = '') => (/^\d+$/.test(text) ? Number(text) : NaN);

/**
 * @template T
 * @param {{ count: number | null; results: T[] }} answer
 * @param {string} [page]
 * @param {number} [size]
 */
function pageOf({ count, results }, page = '1', size = PAGE_SIZE) {
  const all = count ?? 0;
  const pages = Math.max(1, Math.ceil(all / size));
  return { rows: results, count: all, page: Number(page), pages };
}
