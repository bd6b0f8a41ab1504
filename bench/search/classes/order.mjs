import { shuffled } from '../shuffle.mjs';
import { sameWords } from './same.mjs';

export const ORDER = [
  {
    name: 'words in another order',
    count: 60,
    suits: ({ words }) => new Set(words).size > 1,
    make(random, { words, key }) {
      const query = shuffled(random, words).join(' ');
      return query === key ? undefined : query;
    },
    couldGive: sameWords,
  },
];
