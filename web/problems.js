import { ProblemError } from './client.js';

/** Somebody was asked to sign in, and cancelled that: they know, and are told nothing. */
export class NotSignedIn extends Error {}

/** What went wrong, in the words of the API or, where it said nothing, in ours. @param {unknown} error */
export function problemOf(error) {
  if (error instanceof ProblemError) {
    const { status, title, detail } = error;
    return { status, title, detail: detail ?? 'The server did not say why.' };
  }
  return {
    status: 0,
    title: 'No answer',
    detail: 'The server cannot be reached. Check your connection, and try again.',
  };
}

/** @param {unknown} error @param {number} status */
export const isProblem = (error, status) =>
  error instanceof ProblemError && error.status === status;
