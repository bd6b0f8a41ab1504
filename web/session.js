import { MovieApi } from './client.js';

/** @typedef {import('./shapes.js').User} User */

/**
 * Kept for this tab, until it is closed: a reload leaves one signed in, and what remains on a shared
 * computer is nothing.
 */
const KEY = 'movie-api-session';

/** @returns {{ token: string; user: User } | undefined} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? undefined;
  } catch {
    return undefined; // no storage, or not ours: signed out
  }
}

let kept = stored();

/** The API, on the host of this page. It sends the token, and repeats what may be repeated. */
export const api = new MovieApi({
  baseUrl: '',
  token: kept?.token,
  onToken: (token) => {
    if (token === undefined) keep(undefined);
  },
});

/** Who is signed in. @returns {User | undefined} */
export const currentUser = () => kept?.user;

/** @param {{ token: string; user: User }} signedIn */
export const begin = ({ token, user }) => keep({ token, user });

/** @param {{ token: string; user: User } | undefined} session */
function keep(session) {
  kept = session;
  try {
    if (session === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // No storage: signed in until the next reload.
  }
  document.dispatchEvent(new Event('session'));
}
