import { allOf, either, type Alternatives } from './tsquery.js';

/** Of one word, and of all words together: a longer `tsquery` takes long to be decided. */
const MOST_ALTERNATIVES = 60;
const MOST_IN_ALL = 120;
/** Of one word, where any of the words may be left out. */
const MOST_SHARED = 5;

/** A typed word, and what may have been meant by it. */
export interface ReadWord {
  readonly literal: Alternatives;
  /** Whether titles have it as it stands, as a word or, at the end, as the beginning of one. */
  readonly known: boolean;
  /** Other words, the nearest first. */
  readonly near: readonly { readonly word: string; readonly errors: number }[];
  /** So short that nothing is lost without it. */
  readonly short: boolean;
}

/** What may have been meant, as a `tsquery` each. */
export interface Readings {
  /** Whether no title has any of the words: none can be a mistake for another. */
  readonly allUnknown: boolean;
  /** Words that no title has are mistakes, or a blank is: in how they are written, that is. */
  readonly unknownWrong?: string | undefined;
  /** Unknown words are mistakes by more errors; and one that is a word may be a mistake by one. */
  readonly oneMoreWrong?: string | undefined;
  /** Any words may be mistakes. */
  readonly anyWrong?: string | undefined;
  /** Where there is one word only, what it may have been meant for. */
  readonly onlyWord?: readonly string[] | undefined;
  /** The words that a title may share where none has them all. */
  readonly shared: readonly Alternatives[];
}

/** @param blanks whose moving makes words that titles have */
export function readingsOf(words: readonly ReadWord[], blanks: readonly MovedBlank[]): Readings {
  const most = Math.min(MOST_ALTERNATIVES, Math.floor(MOST_IN_ALL / words.length));
  const unknown = unknownAsMistakes(words, most);
  const any = words.map((word) => (word.known ? withNear(word, most) : nearOnly(word, 2, most)));
  const moved = blanks.map(({ at, taken, become }) =>
    allOf([
      ...words.slice(0, at).map(({ literal }) => literal),
      ...become.map((word) => ({ words: [word], beginnings: [] })),
      ...words.slice(at + taken).map(({ literal }) => literal),
    ]),
  );
  const isNew = words.some(({ known }) => !known) && isPossible(unknown);
  const first = [...(isNew ? [allOf(unknown)] : []), ...moved];
  return {
    allUnknown: words.every(({ known }) => !known),
    unknownWrong: first.length === 0 ? undefined : either(first),
    oneMoreWrong: isPossible(any) ? either(oneMoreWrong(words, most)) : undefined,
    anyWrong: isPossible(any) && words.length > 1 ? allOf(any) : undefined,
    onlyWord: words.length === 1 ? words[0]!.near.map(({ word }) => word) : undefined,
    shared: shared(words),
  };
}

/** Of a title that is too long to be corrected: as its words stand. */
export const longReadings = (literal: readonly Alternatives[]): Readings => ({
  allUnknown: false,
  shared: literal,
});

const isPossible = (words: readonly Alternatives[]): boolean =>
  words.length > 0 && words.every(({ words: listed }) => listed.length > 0);

/** Unknown words as the nearest known ones; short ones that have none are passed over. */
const unknownAsMistakes = (words: readonly ReadWord[], most: number): Alternatives[] =>
  words
    .filter(({ known, near, short }) => known || near.length > 0 || !short)
    .map((word) => (word.known ? word.literal : nearOnly(word, word.near[0]?.errors ?? 0, most)));

function oneMoreWrong(words: readonly ReadWord[], most: number): string[] {
  const unknownNear = words.map((word) => (word.known ? word.literal : nearOnly(word, 2, most)));
  const others = words.flatMap((word, index) => {
    const alternatives = word.known ? nearOnly(word, 1, most) : undefined;
    return alternatives === undefined || alternatives.words.length === 0
      ? []
      : [allOf(unknownNear.with(index, alternatives))];
  });
  return words.every(({ known }) => known) ? others : [allOf(unknownNear), ...others];
}

const nearOnly = ({ near }: ReadWord, errorsAtMost: number, most: number): Alternatives => ({
  words: near
    .filter(({ errors }) => errors <= errorsAtMost)
    .slice(0, most)
    .map(({ word }) => word),
  beginnings: [],
});

const withNear = (word: ReadWord, most: number): Alternatives => ({
  words: [...word.literal.words, ...nearOnly(word, 2, most).words],
  beginnings: word.literal.beginnings,
});

/** Known words, and what the others may stand for; without a known one there are only guesses. */
const shared = (words: readonly ReadWord[]): Alternatives[] =>
  words.some(({ known }) => known)
    ? unknownAsMistakes(words, MOST_SHARED).filter(({ words: some }) => some.length > 0)
    : [];

/** Typed words with one blank taken out, or one put in. */
export interface MovedBlank {
  /** Index of the first word that is different. */
  readonly at: number;
  /** How many typed words, and what they become. */
  readonly taken: number;
  readonly become: readonly string[];
}

/** Shorter words are not taken apart: their halves stand for anything. */
const SHORTEST_TO_SPLIT = 6;
const SHORTEST_HALF = 2;

/** Every way to take out one blank, or to put one into one of the words. */
export function movedBlanks(words: readonly string[]): MovedBlank[] {
  const joined = words.slice(1).map((word, at) => ({ at, taken: 2, become: [words[at]! + word] }));
  const split = words.flatMap((word, at) => {
    const letters = [...word];
    if (letters.length < SHORTEST_TO_SPLIT) return [];
    return Array.from({ length: letters.length - 2 * SHORTEST_HALF + 1 }, (_, index) => {
      const middle = index + SHORTEST_HALF;
      const halves = [letters.slice(0, middle).join(''), letters.slice(middle).join('')];
      return { at, taken: 1, become: halves };
    });
  });
  return [...joined, ...split];
}
