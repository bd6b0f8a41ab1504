import { selectiveWords } from './selective-words.js';
import type { Alternatives } from './tsquery.js';

const word = (text: string): Alternatives => ({ words: [text], beginnings: [] });
const begun = (text: string): Alternatives => ({ words: [text], beginnings: [text] });

test.each<[string, Alternatives[], number[], string, boolean]>([
  [
    'rare words alone',
    [word('of'), word('xanadu'), begun('zoo')],
    [9e4, 0, 5],
    "('xanadu')&('zoo':*)",
    true,
  ],
  ['a rare one alone', [word('the'), word('godfather')], [4e5, 30], "('godfather')", true],
  [
    'the two rarest of common ones',
    [word('return'), word('of'), word('the'), begun('king')],
    [5e3, 9e4, 4e5, 6e3],
    "('return')&('king':*)",
    false,
  ],
  [
    'no short beginning',
    [word('man'), word('of'), begun('s')],
    [6e3, 9e4, 2e5],
    "('man')&('of')",
    false,
  ],
  ['but for one that stands alone', [begun('s')], [2e5], "('s':*)", false],
  [
    'a short beginning beside nothing better',
    [word('of'), begun('the')],
    [9e4, 4e5],
    "('of')&('the':*)",
    false,
  ],
])('asks for %s', (_, words, titles, query, areFew) => {
  expect(selectiveWords(words, titles)).toEqual({ query, areFew });
});
