import { randomInt } from 'node:crypto';

/**
 * What the demo knows on its way.
 *
 * @typedef {object} Journey
 * @property {string} origin
 * @property {string} username
 * @property {string} email
 * @property {string} password
 * @property {string} title of the film
 * @property {string} key an Idempotency-Key
 * @property {boolean} [signedUp] whether there may be an account
 * @property {string} [token]
 * @property {number} [userId]
 * @property {number} [filmId]
 * @property {number[]} films that have been created
 * @property {number} [commentId]
 * @property {string} [etag]
 * @property {string} [next] the address of the next slice of a list
 */

/**
 * @param {string} origin
 * @param {boolean} alone whether the server knows nothing else; elsewhere names are made unique
 * @returns {Journey}
 */
export function journeyOn(origin, alone) {
  const sign = alone ? '' : someLetters(6);
  return {
    origin,
    username: alone ? 'ada' : `ada-${sign}`,
    email: alone ? 'ada@example.org' : `ada-${sign}@example.org`,
    password: 'correct horse battery staple',
    title: alone ? 'Amélie' : `Amélie ${sign}`,
    key: `film-${someLetters(12)}`,
    films: [],
  };
}

const someLetters = (length) =>
  Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz'[randomInt(26)]).join('');
