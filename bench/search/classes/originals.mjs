import { sameBare } from './same.mjs';

const isOriginal = ({ movie, text }) => text === movie.original_title;
const isOtherScript = (title) => isOriginal(title) && !/\p{Script=Latin}/u.test(title.text);

export const ORIGINAL_TITLES = [
  {
    name: 'original title',
    count: 50,
    suits: isOriginal,
    make: (_, { text }) => text,
    couldGive: sameBare,
  },
  {
    name: 'original title, other script, changed',
    count: 50,
    suits: isOtherScript,
    repeats: 3,
    make(random, { text, words }) {
      const last = words.at(-1);
      const small = text.toLowerCase();
      const ways = [
        small.normalize('NFD'),
        words.join(' '),
        ...(last.length > 2 ? [[...words.slice(0, -1), last.slice(0, -1)].join(' ')] : []),
        ...(words.length > 1 ? [words.toReversed().join(' ')] : []),
      ].filter((query) => query !== text);
      return ways.length === 0 ? undefined : random.pick(ways);
    },
    couldGive: (source) => (title) => title.movie === source.movie,
  },
];
