// Those that are asked. Each answers the names of its best five, the best one first.
import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import { get } from '../http.mjs';
import { nameOf } from './known-titles.mjs';

const MOST = 5;
const FIELDS = ['title', 'original_title'];

/** The product, by HTTP as its clients ask it. */
export function product(origin) {
  return {
    name: 'product',
    async ask(text) {
      const url = `${origin}/movies/search/?page_size=${MOST}&title=${encodeURIComponent(text)}`;
      const answer = await get(url);
      if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}: ${answer.text}`);
      return JSON.parse(answer.text).results.map(nameOf);
    },
  };
}

const withId = (movies) => movies.map((movie, id) => ({ ...movie, id }));

/** @param {object[]} movies as the catalogue has them */
export function miniSearch(movies) {
  const index = new MiniSearch({ fields: FIELDS, storeFields: ['title', 'year'] });
  index.addAll(withId(movies));
  const options = { fuzzy: 0.3, prefix: true, combineWith: 'OR' };
  return {
    name: 'MiniSearch',
    ask: async (text) => index.search(text, options).slice(0, MOST).map(nameOf),
  };
}

/**
 * With its default options. `ignoreLocation` found a little more among the first five and less at
 * place 1, `useTokenSearch` less of both; `ignoreDiacritics` changed nothing but the time.
 */
export function fuse(movies) {
  const index = new Fuse(movies, { keys: FIELDS });
  return {
    name: 'Fuse.js',
    ask: async (text) => index.search(text, { limit: MOST }).map(({ item }) => nameOf(item)),
  };
}
