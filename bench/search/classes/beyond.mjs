// What nothing promises: reported, but outside the targets.
import { hasArticle } from '../words.mjs';
import { shuffled } from '../shuffle.mjs';
import { withinSlips } from './errors.mjs';
import { slip, swap } from './typing.mjs';

const places = (words, form) => words.flatMap((word, place) => (form.test(word) ? [place] : []));
const err = (random, word) => (random.chance(40) ? swap : slip)(random, word);

function oneMisspelt(random, words, form) {
  const place = random.pick(places(words, form));
  const typed = err(random, words[place]);
  return { typed, query: words.map((word, at) => (at === place ? typed : word)) };
}

const SHORT = /^[a-z]{2,3}$/;
const LONG = /^[a-z]{4,}$/;

export const BEYOND = [
  {
    name: 'beyond: an error in a short word',
    count: 45,
    suits: ({ words }) => words.length > 2 && places(words, SHORT).length > 0,
    make(random, { words, key }) {
      const query = oneMisspelt(random, words, SHORT).query.join(' ');
      return query === key ? undefined : query;
    },
    couldGive: withinSlips(1, 1),
  },
  {
    name: 'beyond: an error that makes a known word',
    count: 45,
    suits: ({ words }) => words.length > 1 && places(words, LONG).length > 0,
    make(random, { words, key }, known) {
      const { typed, query } = oneMisspelt(random, words, LONG);
      return known.isWord(typed) && query.join(' ') !== key ? query.join(' ') : undefined;
    },
    couldGive: withinSlips(1),
  },
  {
    name: 'beyond: an error, no article, another order',
    count: 45,
    suits: ({ words }) => hasArticle(words) && words.length > 2 && places(words, LONG).length > 0,
    make(random, { bare }, known) {
      if (places(bare, LONG).length === 0) return undefined;
      const { typed, query } = oneMisspelt(random, bare, LONG);
      return known.beginsWord(typed) ? undefined : shuffled(random, query).join(' ');
    },
    couldGive: (source) => (title) => title.bare.join(' ') === source.bare.join(' '),
  },
];
