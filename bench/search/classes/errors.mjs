import { slips } from '../words.mjs';
import { shuffled } from '../shuffle.mjs';
import { slip, swap } from './typing.mjs';

const SHORTEST = 4;
const isLong = (word) => /^[a-z]{4,}$/.test(word);

/** Places of words in which errors are promised to be seen through. */
const longPlaces = (words) => words.flatMap((word, place) => (isLong(word) ? [place] : []));

/**
 * Titles of as many words as the query, each the same or, in words of four letters or more, so many
 * slips away, and no more than that in all.
 */
export const withinSlips =
  (most, shortest = SHORTEST) =>
  (_, query) => {
    const near = (typed, meant) => {
      if (typed.length !== meant.length) return false;
      let left = most;
      for (let place = 0; place < typed.length && left >= 0; place += 1) {
        if (meant[place] === typed[place]) continue;
        left -= meant[place].length < shortest ? most + 1 : slips(typed[place], meant[place], left);
      }
      return left >= 0;
    };
    return ({ words, bare }) => near(query.bare, bare) || near(query.words, words);
  };

/** An error that makes a known word, or at the end of a query the beginning of one, is none. */
const isError = (typed, known, isLast) =>
  !known.isWord(typed) && !(isLast && known.beginsWord(typed));

/**
 * @param {number} inWords how many words get errors
 * @param {(random: object, word: string) => string} err puts one into a word
 * @param {number} inEach how many errors each of them gets
 */
function misspelt(inWords, err, inEach = 1) {
  return (random, { words }, known) => {
    const typed = [...words];
    for (const place of shuffled(random, longPlaces(words)).slice(0, inWords)) {
      for (let left = inEach; left > 0; left -= 1) typed[place] = err(random, typed[place]);
      // Two slips can make up for each other.
      if (slips(typed[place], words[place], inEach) !== inEach) return undefined;
      if (!isError(typed[place], known, place === words.length - 1)) return undefined;
    }
    return typed.join(' ');
  };
}

const hasLong =
  (inWords) =>
  ({ words }) =>
    longPlaces(words).length >= inWords;

export const ERRORS = [
  {
    name: 'one typing error',
    count: 60,
    suits: hasLong(1),
    make: misspelt(1, slip),
    couldGive: withinSlips(1),
  },
  {
    name: 'letters transposed',
    count: 60,
    suits: hasLong(1),
    make: misspelt(1, swap),
    couldGive: withinSlips(1),
  },
  {
    name: 'two errors in one word',
    count: 60,
    suits: hasLong(1),
    make: misspelt(1, slip, 2),
    couldGive: withinSlips(2),
  },
  {
    name: 'two errors in two words',
    count: 50,
    suits: hasLong(2),
    make: misspelt(2, (random, word) => (random.chance(30) ? swap : slip)(random, word)),
    couldGive: withinSlips(2),
  },
];
