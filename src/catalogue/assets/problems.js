import { ProblemError } from './client.js';

/** Somebody was asked to sign in, and did not. */
export class NotSignedIn extends Error {}

/** What went wrong, in the words of the API or, where it said nothing, in ours. @param {unknown} error */
export function problemOf(error) {
  if (error instanceof ProblemError) {
    const { status, title, detail } = error;
    return { status, title, detail: detail ?? 'The server did not say why.' };
  }
  if (error instanceof NotSignedIn) {
    return { status: 401, title: 'Not signed in', detail: 'Nothing was done: sign in first.' };
  }
  return {
    status: 0,
    title: 'No answer',
    detail: 'The server cannot be reached. Look at your connection, and try again.',
  };
}

/** @param {unknown} error @param {number} status */
export const isProblem = (error, status) =>
  error instanceof ProblemError && error.status === status;
