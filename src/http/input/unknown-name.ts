import { closest, distance } from 'fastest-levenshtein';
import { MOST_ERRORS, type FieldError } from '../problems/problem.js';

/** Characters of a name of ours; a longer one is none of them misspelt. */
const LONGEST_NAME = 40;

/**
 * What to say of a name that is not known.
 *
 * @param kind "field" or "parameter"
 * @returns "is not a known field", with the one that was probably meant where one is close
 */
export function unknownName(name: string, kind: string, known: readonly string[]): string {
  const unknown = `is not a known ${kind}`;
  if (known.length === 0 || name.length > LONGEST_NAME) return unknown;
  const near = closest(name.toLowerCase(), [...known]);
  const allowed = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return distance(name.toLowerCase(), near) <= allowed
    ? `${unknown}; did you mean ${near}?`
    : unknown;
}

/**
 * The errors of names that an input may not have. A body can hold ten thousand of them: only those
 * that an answer lists are compared with the known ones.
 */
export const unknownNames = (
  names: readonly string[],
  kind: string,
  known: readonly string[] = [],
  readOnly: readonly string[] = [],
): FieldError[] =>
  names.map((field, index) => ({
    field,
    message: readOnly.includes(field)
      ? 'is read-only'
      : unknownName(field, kind, index < MOST_ERRORS ? known : []),
  }));
