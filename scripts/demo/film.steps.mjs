import { someId, someText } from './expectation.mjs';

/** @typedef {import('./play.mjs').Step} Step */

const film = ({ title, year }) => ({
  title,
  genres: ['Comedy', 'Romance'],
  year,
  language: 'fr',
  director: 'Jean-Pierre Jeunet',
});

const create = {
  request: ({ title, key }) => ({
    path: '/movies/',
    headers: { 'Idempotency-Key': key },
    body: film({ title, year: 2001 }),
    signedIn: true,
  }),
  expected: ({ title, username, filmId }) => ({
    status: 201,
    headers: { location: /\/movies\/\d+\/$/ },
    body: { id: filmId ?? someId, title, year: 2001, creator: { username }, like_count: 0 },
  }),
};

/** @type {Step} */
export const createOnce = {
  heading: 'Create a film, once',
  explanation:
    'Should the answer get lost, the same request with the same key brings it again:\nthere is one film, and its creator gets one mail.',
  asks: [
    {
      ...create,
      keep: ({ body }, journey) => {
        journey.filmId = body.id;
        journey.films.push(body.id);
      },
    },
    {
      ...create,
      expected: (journey) => {
        const { status, headers, body } = create.expected(journey);
        return { status, headers: { ...headers, 'idempotency-replayed': 'true' }, body };
      },
    },
  ],
};

/** @type {Step} */
export const walk = {
  heading: 'Walk a list by cursor',
  explanation: 'Every film once, whatever comes and goes meanwhile. First a second film:',
  asks: [
    {
      request: () => ({
        path: '/movies/',
        body: film({ title: 'Delicatessen', year: 1991 }),
        signedIn: true,
      }),
      expected: () => ({ status: 201, body: { id: someId, title: 'Delicatessen' } }),
      keep: ({ body }, journey) => {
        journey.films.push(body.id);
      },
    },
    {
      request: ({ userId }) => ({
        path: '/movies/',
        query: { creator: String(userId), cursor: '', page_size: '1' },
      }),
      expected: ({ films }) => ({
        status: 200,
        body: { count: null, next: someText, previous: null, results: [{ id: films[1] }] },
      }),
      keep: ({ body }, journey) => {
        journey.next = body.next;
      },
    },
    {
      request: ({ next }) => ({
        path: '/movies/',
        query: Object.fromEntries(new URL(next).searchParams),
      }),
      expected: ({ films }) => ({
        status: 200,
        body: { count: null, next: null, previous: someText, results: [{ id: films[0] }] },
      }),
    },
  ],
};

/** @type {Step} */
export const mistakes = {
  heading: 'Make mistakes',
  explanation: 'Every error is application/problem+json (RFC 9457) and names the fields.',
  asks: [
    {
      request: () => ({
        path: '/movies/',
        body: { title: '', year: 1500, directer: 'Jean-Pierre Jeunet' },
        signedIn: true,
      }),
      expected: () => ({
        status: 400,
        headers: { 'content-type': /^application\/problem\+json/ },
        body: {
          status: 400,
          type: /\/problems\/invalid-input\/$/,
          errors: [
            { field: 'directer', message: /did you mean director/ },
            { field: 'title', message: someText },
            { field: 'year', message: someText },
          ],
        },
      }),
    },
  ],
};
