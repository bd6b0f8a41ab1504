import { allOf, type Alternatives } from './tsquery.js';

/** The words that tell titles apart: what an index is worth asking for. */
export interface SelectiveWords {
  /** A `tsquery`. */
  readonly query: string;
  /** Whether few titles can have them all. */
  readonly areFew: boolean;
}

/** Titles whose rows are soon read. */
const FEW = 2000;
/** A beginning that more titles have is dearer to look up than to look for in the titles found. */
const MANY = 20_000;

/** Each further word has the index skip through its own long list. */
const MOST_ASKED = 2;

/**
 * @param words all that a title must have
 * @param titles for each of them, how many titles have it, about
 */
export function selectiveWords(
  words: readonly Alternatives[],
  titles: readonly number[],
): SelectiveWords {
  const few = words.filter((_, index) => titles[index]! < FEW);
  if (few.length > 0) return { query: allOf(few), areFew: true };
  const quick = words.filter(
    ({ beginnings }, index) => beginnings.length === 0 || titles[index]! < MANY,
  );
  const suffices = quick.some((word) => titles[words.indexOf(word)]! < MANY);
  const rarest = (suffices ? quick : words)
    .toSorted((one, other) => titles[words.indexOf(one)]! - titles[words.indexOf(other)]!)
    .slice(0, MOST_ASKED);
  return { query: allOf(rarest), areFew: false };
}
