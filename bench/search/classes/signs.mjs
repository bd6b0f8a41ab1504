import { sameBare, sameLetters } from './same.mjs';

/** Signs that mean something to a search engine, and nothing to who types them. */
const NOISE = ['!', '?', '%', ' |', ' &', ':*', '"', ' _', '\\', "'", ')', '*', '~1', ' -'];
const SIGN = /[^\p{L}\p{N}\s&]/u;

const WAYS = [
  // left out where it joins, a blank where it divides
  (_, text) => text.replace(/['’]/g, '').replace(/[^\p{L}\p{N}\s&]+/gu, ' '),
  (_, text) => text.replace(/[:–]\s*/g, ' - ').replaceAll("'", '’'),
  (_, text) => text.replaceAll(/(?<=\p{L}|\p{N})-(?=\p{L}|\p{N})/gu, ' ').replace(/[:!?,.]/g, ''),
  (random, text) => text + random.pick(NOISE),
];

export const SIGNS = [
  {
    name: 'punctuation changed',
    count: 60,
    suits: ({ text, words }) => words.length > 0 && SIGN.test(text),
    make(random, { text }) {
      const query = random.pick(WAYS)(random, text).replace(/\s+/g, ' ').trim();
      return query === text ? undefined : query;
    },
    // "U.S.A." without its dots is one word.
    couldGive: sameLetters,
  },
  {
    name: 'signs added',
    count: 45,
    suits: ({ words }) => words.length > 0,
    make: (random, { text }) => random.pick(NOISE.filter((sign) => sign !== '~1')) + text,
    couldGive: sameBare,
  },
  {
    name: '`&` for "and", or the reverse',
    count: 50,
    suits: ({ text }) => / & | and /i.test(text),
    make: (_, { text }) =>
      text.includes(' & ') ? text.replaceAll(' & ', ' and ') : text.replace(/ and /gi, ' & '),
    couldGive: sameBare,
  },
];
