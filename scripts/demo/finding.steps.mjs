import { First } from './expectation.mjs';

/** @typedef {import('./play.mjs').Step} Step */

/** @type {Step} */
export const list = {
  heading: 'List films, filtered and ordered',
  asks: [
    {
      request: ({ userId }) => ({
        path: '/movies/',
        query: {
          genre: 'comedy',
          year_min: '2000',
          creator: String(userId),
          ordering: '-year',
        },
      }),
      expected: ({ filmId, title }) => ({
        status: 200,
        body: { count: 1, next: null, previous: null, results: [{ id: filmId, title }] },
      }),
    },
  ],
};

/** @type {Step} */
export const search = {
  heading: 'Search, with a slip of the finger and without the accent',
  asks: [
    {
      request: ({ title }) => ({
        path: '/movies/search/',
        query: { title: title.replace('Amélie', 'amelei') },
      }),
      expected: ({ filmId, title }) => ({
        status: 200,
        body: { results: new First({ id: filmId, title, like_count: 1, comment_count: 2 }) },
      }),
    },
  ],
};

/** @type {Step} */
export const suggest = {
  heading: 'Suggest titles for what is typed so far',
  asks: [
    {
      request: ({ title }) => ({
        path: '/movies/suggest/',
        query: { title: title.replace('Amélie', 'amelie').slice(0, -2) },
      }),
      expected: ({ filmId, title }) => ({
        status: 200,
        body: { results: new First({ id: filmId, title, year: 2001 }) },
      }),
    },
  ],
};
