// What is asked for: the same on every run, and of each size what it has.
import { Random } from '../random.mjs';
import { search } from '../search/speed/requests.mjs';
import { Cycle } from './requests.mjs';
import { READ } from './targets.mjs';
import { writeEndpoints } from './writes.mjs';

const SEED = 1;
const DETAILS = 20_000;
const TITLES = 2000;
const DISCUSSED = 1000;
const GENRES = 10;
const PAGE_SIZE = 20;

const COMMONEST_GENRES = `
  SELECT genres.name FROM genres JOIN movie_totals ON movie_totals.genre_id = genres.id
  GROUP BY genres.id ORDER BY sum(movie_count) DESC LIMIT ${GENRES}`;

/** Any movies that people talk about: with the number of movies the most discussed ones grow, too. */
const SOME_DISCUSSED = `
  SELECT movie_id AS id FROM movie_counts WHERE comment_count BETWEEN 5 AND 200
  ORDER BY md5(movie_id::text) LIMIT ${DISCUSSED}`;

/** @returns {Promise<{ id: string, title: string }[]>} movies in an order of chance */
async function someMovies(client, random) {
  const { rows: range } = await client.query('SELECT min(id) AS low, max(id) AS high FROM movies');
  const [low, high] = [Number(range[0].low), Number(range[0].high)];
  const ids = Array.from({ length: DETAILS }, () => random.between(low, high));
  const { rows } = await client.query(
    `SELECT movies.id, title FROM unnest($1::bigint[]) WITH ORDINALITY AS chosen (id, place)
     JOIN movies ON movies.id = chosen.id ORDER BY place`,
    [ids],
  );
  return rows;
}

/** Pages in the last fifth: the 40,000th and those behind it where there are a million movies. */
function deepPages(count) {
  const pages = Math.ceil(count / PAGE_SIZE);
  const first = Math.floor(pages * 0.8);
  return Array.from({ length: 20 }, (_, page) => `/movies/?page=${first + page}`);
}

/**
 * @param {import('pg').Client} client on the database
 * @param {number} count of its movies
 * @returns {Promise<object[]>} endpoints by the names of options.mjs, but for `detail-304`
 */
export async function endpointsOf(client, count) {
  const movies = await someMovies(client, new Random(SEED));
  const { rows: genres } = await client.query(COMMONEST_GENRES);
  const { rows: discussed } = await client.query(SOME_DISCUSSED);
  const read = (name, title, paths) => ({
    name,
    title,
    target: READ,
    paths,
    requests: new Cycle(paths.map((path) => ({ path }))),
  });
  return [
    read('list-1', 'list, page 1', ['/movies/']),
    read('list-50', 'list, page 50', ['/movies/?page=50']),
    read('list-deep', 'list, the last fifth', deepPages(count)),
    read(
      'genre',
      'genre, page 1',
      genres.map(({ name }) => `/movies/genre/?genre=${encodeURIComponent(name)}`),
    ),
    read(
      'detail',
      'detail, random ids',
      movies.map(({ id }) => `/movies/${id}/`),
    ),
    read(
      'comments',
      'comments of discussed movies',
      discussed.map(({ id }) => `/movies/${id}/comments/`),
    ),
    read(
      'search',
      'search, a title as typed',
      movies.slice(0, TITLES).map(({ title }) => search(title)),
    ),
    ...(await writeEndpoints(client, movies)),
  ];
}
