/** @typedef {import('./shapes.js').Query} Query */

/** What an address of the page may say, in the order of its links. */
const NAMES = /** @type {const} */ ([
  'movie',
  'title',
  'genre',
  'year_min',
  'year_max',
  'ordering',
  'page',
  'replies',
  'replies_page',
]);

/** What of it narrows the list, in the API's own words. */
const FILTERS = /** @type {const} */ ([
  'title',
  'genre',
  'year_min',
  'year_max',
  'ordering',
  'page',
]);

/** @param {URLSearchParams} parameters @returns {Query} */
export function queryOf(parameters) {
  const given = NAMES.map((name) => [name, parameters.get(name)?.trim() || undefined]);
  /** @type {Query} */
  const query = Object.fromEntries(given);
  return isSearch(query) ? { ...query, ordering: undefined } : query;
}

/** @param {string} path @param {readonly (keyof Query)[]} names @param {Query} query */
function address(path, names, query) {
  const given = names.flatMap((name) => (query[name] ? [[name, query[name]]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Where the page shows it. @param {Query} query */
export const pageAddress = (query) => address('/', NAMES, query);

/** @param {number} id */
export const movieAddress = (id) => pageAddress({ movie: String(id) });

/** Whether a list is a search. It comes by relevance: the API has no other order for it. @param {Query} query */
export const isSearch = (query) => query.title !== undefined;

/** Where the API has the list that the page shows. @param {Query} query */
export const listCall = (query) =>
  address(isSearch(query) ? '/movies/search/' : '/movies/', FILTERS, query);

/** The filters of a list, as the API's client takes them. @param {Query} query */
export const filtersOf = (query) =>
  Object.fromEntries(FILTERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));

/** Of the people who like a movie, and of the movies like it, so many are shown. */
export const LIKERS_SHOWN = 3;
export const SIMILAR_SHOWN = 5;
/** Replies to a comment at a time, oldest first. */
export const REPLIES_SHOWN = 100;
