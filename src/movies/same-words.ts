import { numberAt } from './numbers.js';

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
