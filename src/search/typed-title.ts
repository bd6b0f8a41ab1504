import { FIRST_YEAR, LAST_YEAR } from '../movies/dto/movie.input.js';
import { joinedWords, comparedWords } from '../movies/title-forms.js';
import {
  isArticle,
  titleKey,
  titleWords,
  withoutArticle,
  withoutGluedArticle,
} from '../movies/title-words.js';
import { allOf, type Alternatives } from './tsquery.js';

/** A title as somebody has typed it. */
export interface TypedTitle {
  /** See {@link titleKey}. */
  readonly key: string;
  /** Joined titles that it stands for: without a leading article, and with it (`a team`). */
  readonly forms: readonly string[];
  /** What it is where its last word is the movie's year: `alien 1979`. */
  readonly dated?: DatedTitle | undefined;
  /** Characters of the first form without an article at the end, as in `Godfather, The`. */
  readonly bareLength: number;
  /** Its words without a leading article; a number in several words is one. */
  readonly words: readonly string[];
  /** What each of them may mean as it stands: the last one is perhaps not finished. */
  readonly literal: readonly Alternatives[];
  /** All that a title must have, as a `tsquery`. */
  readonly every: string;
}

interface DatedTitle {
  /** As those of the title, without the year. */
  readonly forms: readonly string[];
  /** A `tsquery` of the movies of the year. */
  readonly year: string;
}

/** @returns `undefined` where nothing is left to look for */
export function typedTitle(title: string): TypedTitle | undefined {
  const all = titleWords(title);
  if (all.length === 0) return undefined;
  const compared = comparedWords(withoutArticle(all));
  const literal = compared.map(({ term, words }, index): Alternatives => {
    const unfinished = index === compared.length - 1 && words.length === 1;
    const year = compared.length > 1 && isYear(term) ? [yearTerm(term)] : [];
    return { words: [term, ...year], beginnings: unfinished ? [...words] : [] };
  });
  const forms = formsOf(all);
  return {
    key: titleKey(title),
    forms,
    dated: datedTitle(all),
    bareLength: [...forms[0]!].length - articleAtEnd(all),
    words: compared.map(({ words }) => words.join('')),
    literal,
    every: allOf(literal),
  };
}

/** A title whose leading article may have been typed without a blank behind it. */
export function withArticleApart({ forms, dated, ...typed }: TypedTitle): TypedTitle | undefined {
  const apart = forms.flatMap(withoutGluedArticle);
  if (apart.length === 0) return undefined;
  const datedApart = dated && { ...dated, forms: dated.forms.flatMap(withoutGluedArticle) };
  return { ...typed, forms: apart, dated: datedApart?.forms.length ? datedApart : undefined };
}

const formsOf = (words: readonly string[]): string[] => [
  ...new Set([joinedWords(withoutArticle(words)), joinedWords(words)]),
];

function datedTitle(words: readonly string[]): DatedTitle | undefined {
  const last = words.at(-1)!;
  if (words.length === 1 || !isYear(last)) return undefined;
  return {
    forms: formsOf(words.slice(0, -1)),
    year: allOf([{ words: [yearTerm(last)], beginnings: [] }]),
  };
}

const isYear = (word: string): boolean =>
  /^\d{4}$/.test(word) && Number(word) >= FIRST_YEAR && Number(word) <= LAST_YEAR;

/** What a movie of that year has among its words (`search_words` in the database); no title's word. */
const yearTerm = (year: string): string => `(${year})`;

export const isYearTerm = (term: string): boolean => /^\(\d{4}\)$/.test(term);

/** @returns its characters */
function articleAtEnd(words: readonly string[]): number {
  const last = words.at(-1)!;
  return words.length > 1 && isArticle(last) ? last.length : 0;
}
