import { comparedWords } from './same-words.js';
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

/** The forms of a title, stored or typed, from its {@link titleWords}. */
export function titleForms(words: readonly string[]): TitleForms {
  const terms = comparedWords(words).map(({ term }) => term);
  // A number in several words may be looked for by each of them.
  const single = words.flatMap((word) => comparedWords([word]).map(({ term }) => term));
  return {
    joined: joinedWords(withoutArticle(words)),
    terms: [...new Set([...words, ...terms, ...single])],
  };
}

export const joinedWords = (words: readonly string[]): string => {
  const joined = comparedWords(words).map(({ term }) => term);
  return [...joined.join('')].slice(0, LONGEST_JOINED).join('');
};

export const formsOfTitle = (title: string): TitleForms => titleForms(titleWords(title));
