import { comparedAs } from './same-words.js';
import { titleWords, withoutArticle } from './title-words.js';

/** PostgreSQL counts the typing errors of texts up to this length. */
const LONGEST_JOINED = 255;

/** What searches know a title by. */
export interface TitleForms {
  /**
   * The title as one piece of text: its words as they are compared, without a leading article and
   * without anything between them. Titles that differ in articles, signs, blanks or the way a number
   * is written come out the same.
   */
  readonly joined: string;
  /** Its words, as they stand and as they are compared, each once. */
  readonly terms: string[];
}

/** Each word as it is compared (see {@link comparedAs}). */
export const comparedWords = (words: readonly string[]): string[] =>
  words.map((word, index) => comparedAs(word, index, words.length));

/** The forms of a title, stored or typed, from its {@link titleWords}. */
export function titleForms(words: readonly string[]): TitleForms {
  const joined = comparedWords(withoutArticle(words)).join('');
  return {
    joined: [...joined].slice(0, LONGEST_JOINED).join(''),
    terms: [...new Set([...words, ...comparedWords(words)])],
  };
}

export const formsOfTitle = (title: string): TitleForms => titleForms(titleWords(title));
