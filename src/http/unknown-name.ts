import { closest, distance } from 'fastest-levenshtein';

/**
 * What to say of a name that is not known.
 *
 * @param kind "field" or "parameter"
 * @returns "is not a known field", with the one that was probably meant where one is close
 */
export function unknownName(name: string, kind: string, known: readonly string[]): string {
  const near = known.length === 0 ? undefined : closest(name.toLowerCase(), [...known]);
  const allowed = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return near !== undefined && distance(name.toLowerCase(), near) <= allowed
    ? `is not a known ${kind}; did you mean ${near}?`
    : `is not a known ${kind}`;
}
