import { violates } from '../database/errors/failure.js';
import type { FieldError } from '../http/problems/problem.js';

const TAKEN: Record<string, FieldError> = {
  users_username_key: { field: 'username', message: 'is already taken' },
  users_email_key: { field: 'email', message: 'is already taken' },
};

/** @returns the field that another user holds, where that is what went wrong */
export function takenField(error: unknown): FieldError | undefined {
  const constraint = Object.keys(TAKEN).find((name) => violates(error, name));
  return constraint === undefined ? undefined : TAKEN[constraint];
}

/** There is no user of that name; for commands. */
export class UnknownUserError extends Error {
  constructor(name: string) {
    super(`There is no user named ${name}`);
  }
}
