// A title as it stands, in small letters, and as far as it has been typed.

const isNumber = (word) => /^\p{N}+$/u.test(word);

/** With its article: an exact title is exact. */
const sameKey =
  ({ key }) =>
  (title) =>
    title.key === key;

export const AS_IT_IS = [
  { name: 'exact', count: 60, make: (_, { text }) => text, couldGive: sameKey },
  {
    name: 'exact, of numbers alone',
    count: 45,
    suits: ({ words }) => words.length > 0 && words.every(isNumber),
    make: (_, { text }) => text,
    couldGive: sameKey,
  },
  {
    name: 'exact, with a number',
    count: 45,
    suits: ({ words }) => words.some(isNumber) && !words.every(isNumber),
    make: (_, { text }) => text,
    couldGive: sameKey,
  },
  {
    name: 'lower case',
    count: 60,
    suits: ({ text }) => text !== text.toLowerCase(),
    make: (_, { text }) => text.toLowerCase(),
    couldGive: sameKey,
  },
  {
    name: 'prefix of the last word',
    count: 60,
    suits: ({ words }) => words.length > 0 && words.at(-1).length >= 3,
    make(random, { words }) {
      const last = words.at(-1);
      // Of a single word three letters at least: two are the beginning of anything.
      const length = random.between(words.length === 1 ? 3 : 1, last.length - 1);
      return [...words.slice(0, -1), last.slice(0, length)].join(' ');
    },
    couldGive: (_, { bare }) => {
      const whole = bare.slice(0, -1);
      return (title) =>
        title.bare.length === bare.length &&
        whole.every((word, index) => word === title.bare[index]) &&
        title.bare.at(-1).startsWith(bare.at(-1));
    },
  },
];
