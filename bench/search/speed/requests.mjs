// What is asked for, in many different ways: the same query again and again would be in every cache.
import { Random } from '../../random.mjs';
import { misspeltOnce } from './misspelt.mjs';

const SEED = 7;
const EACH = 500;
const LONGEST_TYPED = 20;

export const search = (title) => `/movies/search/?title=${encodeURIComponent(title)}`;
export const suggest = (title) => `/movies/suggest/?title=${encodeURIComponent(title)}`;

/** The titles and ids of some movies, chosen at random. */
async function someMovies(client, random) {
  const { rows: range } = await client.query('SELECT min(id) AS low, max(id) AS high FROM movies');
  const [low, high] = [Number(range[0].low), Number(range[0].high)];
  const ids = Array.from({ length: 2 * EACH }, () => random.between(low, high));
  const { rows } = await client.query(
    `SELECT id, title FROM movies WHERE id = ANY ($1) AND title ~ '[a-z]{4}' ORDER BY title LIMIT $2`,
    [ids, EACH],
  );
  return rows;
}

/** @returns {Promise<Record<string, string[]>>} paths of each kind, in an order of chance */
export async function requestsOf(client) {
  const random = new Random(SEED);
  const movies = await someMovies(client, random);
  const titles = movies.map(({ title }) => title.toLowerCase());
  const once = titles.map((title) => misspeltOnce(random, title));
  // Letter by letter, as a field asks while somebody types.
  const prefixes = titles
    .slice(0, EACH / 10)
    .flatMap((title) =>
      Array.from({ length: Math.min(title.length, LONGEST_TYPED) }, (_, length) =>
        title.slice(0, length + 1),
      ),
    );
  return {
    detail: movies.map(({ id }) => `/movies/${id}/`),
    typed: titles.map(search),
    oneError: once.map(search),
    twoErrors: once.map((title) => search(misspeltOnce(random, title))),
    suggest: prefixes.map(suggest),
  };
}
