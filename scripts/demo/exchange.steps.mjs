import { nothing, someId, someText } from './expectation.mjs';

/** @typedef {import('./play.mjs').Step} Step */

const like = {
  request: ({ filmId }) => ({ method: 'POST', path: `/movies/${filmId}/like/`, signedIn: true }),
  expected: ({ filmId }) => ({
    status: 201,
    body: { movie_id: filmId, like_count: 1, liked: true },
  }),
};

/** @type {Step} */
export const likeTwice = {
  heading: 'Like it, twice',
  explanation: 'That is one like.',
  asks: [like, { ...like, expected: (journey) => ({ ...like.expected(journey), status: 200 }) }],
};

/** @type {Step} */
export const comment = {
  heading: 'Comment, and reply',
  asks: [
    {
      request: ({ filmId }) => ({
        path: `/movies/${filmId}/comments/`,
        body: { text: 'As charming as ever.' },
        signedIn: true,
      }),
      expected: ({ filmId, username }) => ({
        status: 201,
        body: {
          id: someId,
          movie_id: filmId,
          author: { username },
          text: 'As charming as ever.',
          parent_id: null,
        },
      }),
      keep: ({ body }, journey) => {
        journey.commentId = body.id;
      },
    },
    {
      request: ({ filmId, commentId }) => ({
        path: `/movies/${filmId}/comments/`,
        body: { text: 'And the music!', parent_id: commentId },
        signedIn: true,
      }),
      expected: ({ commentId }) => ({
        status: 201,
        body: { id: someId, text: 'And the music!', parent_id: commentId },
      }),
    },
  ],
};

/** @type {Step} */
export const readOnce = {
  heading: 'Do not read twice what has not changed',
  explanation: 'The ETag of an answer, sent back, brings 304 and no body.',
  asks: [
    {
      request: ({ filmId }) => ({ path: `/movies/${filmId}/`, signedIn: true }),
      expected: ({ filmId }) => ({
        status: 200,
        headers: { etag: /^"[^"]+"$/ },
        body: { id: filmId, liked_by_me: true, like_count: 1, comment_count: 2 },
      }),
      keep: ({ headers }, journey) => {
        journey.etag = headers.get('etag');
      },
    },
    {
      request: ({ filmId, etag }) => ({
        path: `/movies/${filmId}/`,
        headers: { 'If-None-Match': etag },
        signedIn: true,
      }),
      expected: ({ etag }) => ({ status: 304, headers: { etag }, body: nothing }),
    },
  ],
};

const edit = (fields) => ({
  request: ({ filmId, etag }) => ({
    method: 'PATCH',
    path: `/movies/${filmId}/`,
    headers: { 'If-Match': etag },
    body: fields,
    signedIn: true,
  }),
  expected: () => ({ status: 200, headers: { etag: someText }, body: fields }),
});

/** @type {Step} */
export const overwriteNothing = {
  heading: 'Do not overwrite what others have changed',
  explanation: 'Of two edits that began with the same ETag, the second is refused.',
  asks: [
    edit({ runtime_minutes: 122 }),
    {
      ...edit({ runtime_minutes: 90 }),
      expected: () => ({
        status: 412,
        headers: { 'content-type': /^application\/problem\+json/ },
        body: { status: 412, type: /\/problems\/precondition-failed\/$/ },
      }),
    },
  ],
};
