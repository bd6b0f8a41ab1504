import { Random } from './random.mjs';

const SEED = 1;
const DETAILS = 1000;
const SAMPLE_DETAILS = 25;

/**
 * What is asked for.
 *
 * @param {import('pg').Client} client on the database of the servers
 */
export async function endpoints(client) {
  const { rows } = await client.query('SELECT id FROM movies ORDER BY id');
  const random = new Random(SEED);
  const details = Array.from({ length: DETAILS }, () => `/movies/${random.pick(rows).id}/`);
  const last = Math.ceil(rows.length / 20);
  return {
    movies: rows.length,
    measured: [
      { name: 'list, page 1', paths: ['/movies/'] },
      { name: 'list, page 50', paths: ['/movies/?page=50'] },
      { name: 'detail, random ids', paths: details },
    ],
    sample: [
      ...[1, 2, 3, 50, last - 1, last].map((page) => `/movies/?page=${page}`),
      '/movies/',
      '/movies/?page_size=1&page=7',
      '/movies/?page_size=100&page=3',
      ...details.slice(0, SAMPLE_DETAILS),
    ],
  };
}
