import type { Read, ReadWord } from './corrections.js';
import { allBut, allOf, either, type Alternatives } from './tsquery.js';

/** Of fewer words each one is needed; of so many, two may be wrong. */
const FEWEST_TO_LEAVE_ONE = 3;
const FEWEST_TO_LEAVE_TWO = 5;
/** There are too many pairs in more. */
const MOST_TO_LEAVE_TWO = 7;

/** Of one word, and of all words together: a longer `tsquery` takes long to be decided. */
const MOST_ALTERNATIVES = 60;
const MOST_IN_ALL = 120;
/** Of one word, where the words are repeated in every choice of what is left out. */
const MOST_IN_CHOICES = 5;

/** What may have been meant, as a `tsquery` each. */
export interface Readings {
  /** Words that no title has are mistakes, or a blank is: in how they are written, that is. */
  readonly unknownWrong: string | undefined;
  /** Unknown words are mistakes by more errors; and one that is a word may be a mistake by one. */
  readonly oneMoreWrong: string | undefined;
  /** Any words may be mistakes. */
  readonly anyWrong: string | undefined;
  /** Where there is one word only, what it may have been meant for. */
  readonly onlyWord: readonly string[] | undefined;
  /** A word or two too many were typed: the fewer, the better. */
  readonly tooMany: readonly string[];
}

export function readingsOf({ words, blanks }: Read): Readings {
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
    unknownWrong: first.length === 0 ? undefined : either(first),
    oneMoreWrong: isPossible(any) ? either(oneMoreWrong(words, most)) : undefined,
    anyWrong: isPossible(any) && words.length > 1 ? allOf(any) : undefined,
    onlyWord: words.length === 1 ? words[0]!.near.map(({ word }) => word) : undefined,
    tooMany: tooMany(unknownAsMistakes(words, MOST_IN_CHOICES), words.length),
  };
}

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

/** A word that stands for nothing is one of those that are left out. */
function tooMany(words: readonly Alternatives[], typed: number): string[] {
  const kept = words.filter(({ words: listed }) => listed.length > 0);
  const needed = kept.filter(isAnd);
  const wanted = kept.filter((word) => !isAnd(word));
  const leaves = [];
  if (typed >= FEWEST_TO_LEAVE_ONE) leaves.push(1);
  if (typed >= FEWEST_TO_LEAVE_TWO && typed <= MOST_TO_LEAVE_TWO) leaves.push(2);
  return leaves
    .map((count) => count - (typed - kept.length))
    .filter((left) => left >= 0 && left < wanted.length)
    .map((left) => [...needed.map((word) => allOf([word])), `(${allBut(left, wanted)})`].join('&'));
}

/** Who types `salt & pepper` means both: `and` is not what is too much. */
const isAnd = ({ words: [word] }: Alternatives): boolean => word === 'and';
