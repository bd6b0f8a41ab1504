import { titleWords, withoutArticle } from './title-words.js';
import { numberAt } from './numbers.js';

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

/** From 2 on: what has one letter may be a letter. */
const ROMAN = 'ii iii iv  vi vii viii ix  xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');
const SAME: ReadonlyMap<string, string> = new Map([
  ...ROMAN.map((word, index) => [word, String(index + 2)] as const).filter(([word]) => word !== ''),
  ['n', 'and'],
]);

/** At the end of a title they count parts: `Rocky V`. */
const ROMAN_LETTERS: Record<string, string> = { i: '1', v: '5', x: '10' };

/** Figures that stand for letters: `Se7en`, `S1m0ne`. */
const LETTERS: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 'v' };
const FIGURE_AMONG_LETTERS = /(?<=[a-z])[013457](?=[a-z])/g;

const spelled = (word: string): string =>
  word.replace(FIGURE_AMONG_LETTERS, (figure) => LETTERS[figure]!);

/** A word, or several that are one number, as they are compared. */
export interface ComparedWord {
  readonly term: string;
  /** The words that it stands for. */
  readonly words: readonly string[];
}

/**
 * Words that are written in several ways as one of them: `two` and `ii` as `2`, `twenty one` as `21`,
 * `seventh` as `7th`, `se7en` as `7`, `n` as `and`; most words as themselves.
 */
export function comparedWords(words: readonly string[]): ComparedWord[] {
  const letters = words.map(spelled);
  const compared: ComparedWord[] = [];
  for (let at = 0; at < words.length; at += compared.at(-1)!.words.length) {
    const number = numberAt(letters, at);
    // The x of `F/X` is a letter.
    const ends = at === words.length - 1 && at > 0 && words[at - 1]!.length > 1;
    const word = letters[at]!;
    compared.push({
      term: number?.figures ?? SAME.get(word) ?? (ends ? ROMAN_LETTERS[word] : undefined) ?? word,
      words: words.slice(at, at + (number?.length ?? 1)),
    });
  }
  return compared;
}
