const CARDINALS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );
/** From 2 on: what has one letter may be a letter. */
const ROMAN = 'ii iii iv  vi vii viii ix  xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');

const ordinal = (number: number): string =>
  `${number}${number < 4 ? ['th', 'st', 'nd', 'rd'][number] : 'th'}`;

/** Words that are written in several ways, each with the one that stands for all of them. */
const SAME: ReadonlyMap<string, string> = new Map([
  ...CARDINALS.map((word, number) => [word, String(number)] as const),
  ...ORDINALS.map((word, number) => [word, ordinal(number)] as const),
  ...ROMAN.map((word, index) => [word, String(index + 2)] as const).filter(([word]) => word !== ''),
  ['n', 'and'],
]);

/** At the end of a title they count parts: `Rocky V`. */
const ROMAN_LETTERS: Record<string, string> = { i: '1', v: '5', x: '10' };

/** Figures that stand for letters: `Se7en`, `S1m0ne`. */
const LETTERS: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 'v' };
const FIGURE_AMONG_LETTERS = /(?<=[a-z])[013457](?=[a-z])/g;

/**
 * What a word is compared as: `two` and `ii` as `2`, `seventh` as `7th`, `se7en` as `7`, `n` as
 * `and`; most words as themselves.
 *
 * @param index of the word among the `count` words of its title
 */
export function comparedAs(word: string, index: number, count: number): string {
  const spelled = word.replace(FIGURE_AMONG_LETTERS, (figure) => LETTERS[figure]!);
  const same = SAME.get(spelled);
  if (same !== undefined) return same;
  const ends = index === count - 1 && count > 1;
  return (ends ? ROMAN_LETTERS[spelled] : undefined) ?? spelled;
}
