import type { Allowance } from '../http/limits/allowance.js';
import { Problem } from '../http/problems/problem.js';

const DETAILS = {
  missing: 'Sign in: this needs a token.',
  malformed: 'The token is malformed.',
  expired: 'The token has expired. Sign in again.',
  revoked: 'The token has been revoked. Sign in again.',
} as const;

/** 401 with the challenge of RFC 6750, section 3: `error` only where a token was sent. */
export function unauthorized(reason: keyof typeof DETAILS): Problem {
  const detail = DETAILS[reason];
  const challenge =
    reason === 'missing'
      ? 'Bearer realm="movie-api"'
      : `Bearer realm="movie-api", error="invalid_token", error_description="${detail}"`;
  return new Problem('unauthorized', detail, { headers: { 'WWW-Authenticate': challenge } });
}

/** A sign-in that did not match; the same words whether or not the user exists. */
export const wrongCredentials = (): Problem =>
  new Problem('unauthorized', 'The username or the password is wrong.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="movie-api"' },
  });

/** A change of the account that its owner did not confirm. */
export const wrongCurrentPassword = (): Problem =>
  Problem.invalidField('current_password', 'is wrong');

/** A new name that would be taken for the service's own. */
export const reservedName = (): Problem =>
  Problem.invalidField('username', 'is reserved; choose another');

/** Too many failed attempts; `seconds` until they are forgotten. */
export function tooManyFailures(seconds: number): Problem {
  const wait = Math.max(1, Math.ceil(seconds));
  return new Problem(
    'too-many-requests',
    `Too many failed attempts: wait ${wait} s, or choose a new password by e-mail.`,
    { headers: { 'Retry-After': String(wait) } },
  );
}

/** An address that has made all the accounts that it may make in an hour. */
export const tooManySignUps = ({ limit, resetsIn }: Allowance): Problem =>
  new Problem(
    'too-many-requests',
    `At most ${limit} sign-ups an hour from one address: wait ${resetsIn} s.`,
    { headers: { 'Retry-After': String(resetsIn) } },
  );
