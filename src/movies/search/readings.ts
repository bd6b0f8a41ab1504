import type { ReadWord } from './corrections.js';
import { allButOneOf, allOf, type Alternatives } from './tsquery.js';

/** Fewer words are too few to do without one of them. */
const FEWEST_TO_LEAVE_ONE = 3;

/**
 * What may have been meant by typed words, each as a `tsquery`, the likeliest first: that words which
 * no title has are mistakes; that any word may be one; that one word too many was typed.
 *
 * @param matched whether titles have the words as they stand
 */
export function readings(words: readonly ReadWord[], matched: boolean): string[] {
  const anyWrong = words.map((word) => alternatives(word, Infinity, word.known));
  if (matched) return [allOf(anyWrong)];
  const result: string[] = [];
  const unknownWrong = words
    .filter(({ known, near, short }) => known || near.length > 0 || !short)
    .map((word) =>
      word.known ? word.literal : alternatives(word, word.near[0]?.errors ?? 0, false),
    );
  if (isPossible(unknownWrong)) result.push(allOf(unknownWrong));
  if (isPossible(anyWrong)) result.push(allOf(anyWrong));
  if (words.length >= FEWEST_TO_LEAVE_ONE) {
    const kept = anyWrong.filter(({ words: listed }) => listed.length > 0);
    // A word that stands for nothing is the one that is left out.
    if (kept.length === anyWrong.length) result.push(allButOneOf(anyWrong));
    else if (kept.length === anyWrong.length - 1) result.push(allOf(kept));
  }
  return [...new Set(result)];
}

const isPossible = (words: readonly Alternatives[]): boolean =>
  words.length > 0 && words.every(({ words: listed }) => listed.length > 0);

/** Words with up to so many errors, and the word itself where titles have it. */
function alternatives({ literal, near }: ReadWord, most: number, itself: boolean): Alternatives {
  const listed = near.filter(({ errors }) => errors <= most).map(({ word }) => word);
  return itself
    ? { words: [...literal.words, ...listed], beginnings: literal.beginnings }
    : { words: listed, beginnings: [] };
}
