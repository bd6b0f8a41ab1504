import { comparedWords } from './same-words.js';
import { titleForms } from './title-forms.js';
import { isArticle, titleKey, titleWords, withoutArticle } from './title-words.js';
import { allOf, type Alternatives } from './tsquery.js';

/** A title as somebody has typed it. */
export interface TypedTitle {
  /** See {@link titleKey}. */
  readonly key: string;
  readonly joined: string;
  /** Characters of `joined` without an article at the end, as in `Godfather, The`. */
  readonly bareLength: number;
  /** Its words without a leading article; a number in several words is one. */
  readonly words: readonly string[];
  /** What each of them may mean as it stands: the last one is perhaps not finished. */
  readonly literal: readonly Alternatives[];
  /** All that a title must have, as a `tsquery`. */
  readonly every: string;
  /** Of that the words that tell titles apart: what an index is worth asking for. */
  readonly telling: string;
  /** Whether there are any; else `telling` is `every`. */
  readonly tells: boolean;
}

/** Words that very many titles have. */
const FREQUENT = new Set(
  'the a an of and in to on for with is at from by it my i you la le el de der die das les los il 2 1'.split(
    ' ',
  ),
);

export const isFrequent = (word: string): boolean => FREQUENT.has(word);

/** Very many words begin with so few letters. */
const SHORT_BEGINNING = 2;

/** @returns `undefined` where nothing is left to look for */
export function typedTitle(title: string): TypedTitle | undefined {
  const all = titleWords(title);
  if (all.length === 0) return undefined;
  const compared = comparedWords(withoutArticle(all));
  const literal = compared.map(({ term, words }, index): Alternatives => {
    const unfinished = index === compared.length - 1 && words.length === 1;
    return { words: [term], beginnings: unfinished ? [...words] : [] };
  });
  const telling = literal.filter(({ words: [term], beginnings: [begun] }) =>
    begun === undefined
      ? !isFrequent(term!)
      : [...begun].length > SHORT_BEGINNING && !isFrequent(begun),
  );
  const { joined } = titleForms(all);
  return {
    key: titleKey(title),
    joined,
    bareLength: [...joined].length - articleAtEnd(all),
    words: compared.map(({ words }) => words.join('')),
    literal,
    every: allOf(literal),
    telling: allOf(telling.length === 0 ? literal : telling),
    tells: telling.length > 0,
  };
}

/** @returns its characters */
function articleAtEnd(words: readonly string[]): number {
  const last = words.at(-1)!;
  return words.length > 1 && isArticle(last) ? last.length : 0;
}
