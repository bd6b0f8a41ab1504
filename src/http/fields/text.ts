import type { FieldError } from '../problems/problem.js';

/** Characters as people count them, not UTF-16 units: code points. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Trimmed and in Unicode's form NFC, so that what looks the same is the same. */
export function cleanText(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC').trim() : value;
}

/**
 * What makes a text one that PostgreSQL cannot store or JSON cannot carry.
 *
 * @returns the complaint, or `undefined`
 */
function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the character NUL';
  if (!text.isWellFormed()) return 'must not contain lone surrogates';
  return undefined;
}

/** NUL and lone surrogates anywhere in an input, in names too: PostgreSQL stores neither. */
export function* brokenTexts(value: unknown, path: string): Generator<FieldError> {
  if (typeof value === 'string') {
    const message = unstorable(value);
    if (message !== undefined) yield { field: path, message };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const field = path === '' ? key : `${path}.${key}`;
      const message = unstorable(key);
      if (message === undefined) yield* brokenTexts(item, field);
      else
        yield { field: key.toWellFormed().replaceAll('\0', '\u2400'), message: `name ${message}` };
    }
  }
}
