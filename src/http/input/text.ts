import type { FieldError } from '../problems/problem.js';

/** Characters as people count them, not UTF-16 units: code points. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** Whether a text has more code points than `max`. */
export const isLongerThan = (text: string, max: number): boolean =>
  // A code point is one UTF-16 unit or two: most texts need not be counted.
  text.length > max && (text.length > 2 * max || codePoints(text) > max);

/** Signs that show nothing: white space, controls, and what Unicode says to ignore or to format by. */
const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a text holds signs that do not show. Emoji and some scripts need them; names do not. */
export const hasHidden = (text: string): boolean =>
  /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);

/** Trimmed and in Unicode's form NFC, so that what looks the same is the same. */
export const trimmed = (text: string, max: number): string => composed(text.trim(), max);

/** As {@link trimmed}; `''` if nothing shows. */
export function cleanText(text: string, max: number): string {
  const clean = trimmed(text, max);
  return BLANK.test(clean) ? '' : clean;
}

/** Units of UTF-16 that NFC makes one code point of, at most: four code points of two units. */
const MOST_COMPOSED = 8;
/** Marks in a row, in UAX 15's "Stream-Safe" form. */
const MOST_MARKS = 30;

/**
 * Unicode's form NFC. It takes a time that grows with the square of the marks that one letter has, so a
 * text that is longer than `max` whatever it does is left as it is.
 */
export function composed(text: string, max: number): string {
  if (text.length > MOST_COMPOSED * max) return text;
  const hasManyMarks = (): boolean =>
    text.split(/\P{M}+/u).some((marks) => marks.length > 2 * MOST_MARKS);
  return isLongerThan(text, max) && hasManyMarks() ? text : text.normalize('NFC');
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

/** Levels of lists and objects within each other; the deepest field of any input has two. */
const DEEPEST = 16;

/** Whether {@link brokenTexts} has anything to say about a field's value, found quickly. */
export const hasBrokenText = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isBroken) : isBroken(value);

const isBroken = (value: unknown): boolean =>
  typeof value === 'string'
    ? unstorable(value) !== undefined
    : typeof value === 'object' && value !== null && !brokenTexts(value).next().done;

/**
 * NUL and lone surrogates anywhere in an input, in names too: PostgreSQL stores neither.
 *
 * @param kind "field" or "parameter"
 */
export function* brokenTexts(
  value: unknown,
  kind = 'field',
  path = '',
  depth = 0,
): Generator<FieldError> {
  if (typeof value === 'string') {
    const message = unstorable(value);
    if (message !== undefined) yield { field: path, message };
  } else if (typeof value === 'object' && value !== null) {
    if (depth > DEEPEST) yield { field: path.split('.', 1)[0]!, message: 'is nested too deeply' };
    else {
      for (const [key, item] of Object.entries(value)) {
        const field = path === '' ? key : `${path}.${key}`;
        // JSON.parse makes an own member of it; nothing behind this line has to be careful.
        const message = key === '__proto__' ? `is not a known ${kind}` : unstorable(key);
        if (message === undefined) yield* brokenTexts(item, kind, field, depth + 1);
        else yield { field: shown(field), message };
      }
    }
  }
}

/** A name that may stand in the answer: NUL as its picture, a lone surrogate as U+FFFD. */
const shown = (name: string): string => name.toWellFormed().replaceAll('\0', '\u2400');
