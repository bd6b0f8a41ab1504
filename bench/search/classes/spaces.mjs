import { sameLetters } from './same.mjs';

const SHORTEST_PART = 3;
const isLong = (word) => /^[a-z]{6,}$/.test(word);

export const SPACES = [
  {
    name: 'two words joined',
    count: 50,
    suits: ({ words }) => words.length > 1,
    make(random, { words }) {
      const place = random.between(1, words.length - 1);
      return [
        ...words.slice(0, place - 1),
        words[place - 1] + words[place],
        ...words.slice(place + 1),
      ].join(' ');
    },
    couldGive: sameLetters,
  },
  {
    name: 'a word split',
    count: 50,
    suits: ({ words }) => words.some(isLong),
    make(random, { words }) {
      const long = random.pick(words.filter(isLong));
      const place = random.between(SHORTEST_PART, long.length - SHORTEST_PART);
      const parts = `${long.slice(0, place)} ${long.slice(place)}`;
      return words.map((word) => (word === long ? parts : word)).join(' ');
    },
    couldGive: sameLetters,
  },
];
