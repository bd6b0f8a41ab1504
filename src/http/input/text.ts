/** Characters as people count them, not UTF-16 units: code points. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/**
 * Whether a text has more code points than `max`, as OpenAPI and PostgreSQL count them;
 * class-validator's `MaxLength` passes over variation selectors.
 */
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

const ASCII = /^[\0-\x7f]*$/;

/**
 * Unicode's full case folding, of canonically equal texts the same: two texts are one name exactly if
 * their folded forms are equal. `toLowerCase` alone keeps `ß` and `SS`, or `ς` and `σ`, apart.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const letter of text.normalize('NFD')) folded += folding(letter);
  return folded.normalize('NFC');
}

/** Letter by letter, since a sigma becomes another one at the end of a word. */
const folding = (letter: string): string =>
  // Only Turkish has it for an `i`.
  letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
