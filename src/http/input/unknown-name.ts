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
 * The errors for unknown names: of the first ones only, since a body can hold ten thousand.
 *
 * @param complaint of one name
 * @returns the errors, and how many more there are
 */
export function unknownNames(
  names: readonly string[],
  complaint: (name: string) => string,
): { errors: FieldError[]; more: number } {
  const listed = names.slice(0, MOST_ERRORS);
  return {
    errors: listed.map((field) => ({ field, message: complaint(field) })),
    more: names.length - listed.length,
  };
}
