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
}

/** @returns `undefined` where nothing is left to look for */
export function typedTitle(title: string): TypedTitle | undefined {
  const all = titleWords(title);
  if (all.length === 0) return undefined;
  const compared = comparedWords(withoutArticle(all));
  const literal = compared.map(({ term, words }, index): Alternatives => {
    const unfinished = index === compared.length - 1 && words.length === 1;
    return { words: [term], beginnings: unfinished ? [...words] : [] };
  });
  const { joined } = titleForms(all);
  return {
    key: titleKey(title),
    joined,
    bareLength: [...joined].length - articleAtEnd(all),
    words: compared.map(({ words }) => words.join('')),
    literal,
    every: allOf(literal),
  };
}

/** @returns its characters */
function articleAtEnd(words: readonly string[]): number {
  const last = words.at(-1)!;
  return words.length > 1 && isArticle(last) ? last.length : 0;
}
