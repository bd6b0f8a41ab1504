import { aTime, someId, someText } from './expectation.mjs';

/** @typedef {import('./play.mjs').Step} Step */

const account = ({ username, email }) => ({ id: someId, username, email, role: 'user' });

/** @type {Step} */
export const health = {
  heading: 'Is the server ready?',
  asks: [
    {
      request: () => ({ path: '/health/ready/' }),
      expected: () => ({ status: 200, body: { status: 'up' } }),
    },
  ],
};

/** @type {Step} */
export const register = {
  heading: 'Sign up',
  asks: [
    {
      request: (journey) => {
        journey.signedUp = true; // whatever the answer says, there may be an account now
        const { username, email, password } = journey;
        return { path: '/register/', body: { username, email, password } };
      },
      expected: (journey) => ({
        status: 201,
        body: { message: `Welcome, ${journey.username}.`, token: someText, user: account(journey) },
      }),
      keep: ({ body }, journey) => {
        journey.userId = body.user.id;
      },
    },
  ],
};

/** @type {Step} */
export const login = {
  heading: 'Sign in',
  explanation: 'The answer has a token, which later requests carry.',
  asks: [
    {
      request: ({ username, password }) => ({ path: '/login/', body: { username, password } }),
      expected: (journey) => ({
        status: 200,
        body: { token: someText, expires_at: aTime, user: account(journey) },
      }),
      keep: ({ body }, journey) => {
        journey.token = body.token;
      },
      keepsToken: true,
    },
  ],
};

/** @type {Step} */
export const logout = {
  heading: 'Log out',
  explanation: 'The token is dead at once, on every instance: the same request as before is 401.',
  asks: [
    {
      request: () => ({ method: 'POST', path: '/logout/', signedIn: true }),
      expected: () => ({ status: 200, body: { message: someText } }),
    },
    {
      request: ({ filmId }) => ({
        method: 'POST',
        path: `/movies/${filmId}/like/`,
        signedIn: true,
      }),
      expected: () => ({
        status: 401,
        headers: { 'www-authenticate': /error="invalid_token"/ },
        body: { status: 401, title: 'Unauthorized', detail: /revoked/ },
      }),
    },
  ],
};

/**
 * What the demo has made goes again: its films, and its account with likes and comments.
 *
 * @type {Step}
 */
export const cleanUp = {
  heading: 'Leave nothing behind',
  explanation: 'The films and the account of this demo go, and its likes and comments with them.',
  *asks(journey) {
    yield* login.asks;
    yield {
      request: () => ({ path: '/me/movies/', query: { page_size: '100' }, signedIn: true }),
      expected: () => ({ status: 200 }),
      keep: ({ body }) => {
        journey.films = body.results.map(({ id }) => id);
      },
    };
    for (const id of journey.films) {
      yield {
        request: () => ({ method: 'DELETE', path: `/movies/${id}/`, signedIn: true }),
        expected: () => ({ status: 204 }),
      };
    }
    yield {
      request: ({ password }) => ({
        method: 'DELETE',
        path: '/me/',
        body: { current_password: password },
        signedIn: true,
      }),
      expected: () => ({ status: 204 }),
    };
  },
};
