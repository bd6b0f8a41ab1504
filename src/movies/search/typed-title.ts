import { comparedWords, titleForms } from './title-forms.js';
import { titleKey, titleWords, withoutArticle } from './title-words.js';
import { allOf, type Alternatives } from './tsquery.js';

/** A title as somebody has typed it. */
export interface TypedTitle {
  /** See {@link titleKey}. */
  readonly key: string;
  readonly joined: string;
  /** Its words without a leading article. */
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
/** Very many words begin with so few letters. */
const SHORT_BEGINNING = 2;

/** @returns `undefined` where nothing is left to look for */
export function typedTitle(title: string): TypedTitle | undefined {
  const all = titleWords(title);
  if (all.length === 0) return undefined;
  const words = withoutArticle(all);
  const compared = comparedWords(words);
  const literal = words.map((word, index): Alternatives => {
    const last = index === words.length - 1;
    return { words: [compared[index]!], beginnings: last ? [word] : [] };
  });
  const telling = literal.filter(({ words: [term], beginnings: [begun] }) =>
    begun === undefined
      ? !FREQUENT.has(term!)
      : [...begun].length > SHORT_BEGINNING && !FREQUENT.has(begun),
  );
  return {
    key: titleKey(title),
    joined: titleForms(all).joined,
    words,
    literal,
    every: allOf(literal),
    telling: allOf(telling.length === 0 ? literal : telling),
    tells: telling.length > 0,
  };
}
