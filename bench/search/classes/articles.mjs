import { hasArticle } from '../words.mjs';
import { sameBare } from './same.mjs';

const ENGLISH = ['the', 'a', 'an'];

export const ARTICLES = [
  {
    name: 'article missing',
    count: 50,
    suits: ({ words }) => hasArticle(words),
    make: (_, { text }) => text.replace(/^\S+\s+/, ''),
    couldGive: sameBare,
  },
  {
    name: 'article wrong',
    count: 50,
    suits: ({ words }) => hasArticle(words) && ENGLISH.includes(words[0]),
    make(random, { words, bare }) {
      const others = ENGLISH.filter((article) => article !== words[0]);
      return [random.pick(others), ...bare].join(' ');
    },
    couldGive: sameBare,
  },
  {
    name: 'article added',
    count: 50,
    suits: ({ words }) => words.length > 0 && !hasArticle(words),
    make: (_, { key }) => `the ${key}`,
    couldGive: sameBare,
  },
];
