import pg from 'pg';
import type { MovieFilter } from '../../src/movies/movie-filter.js';
import { movieListStatement } from '../../src/movies/movie-list.query.js';
import { cloneDatabase } from '../support/cluster.js';

const MOVIES = 24_000;

let client: pg.Client;
let drop: () => Promise<void>;

/**
 * Wide rows, as movies have them, so that reading the table costs more than reading an index. Every
 * movie is Any and one in three is Common, one in 300 Rare.
 */
beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
  await client.query(
    `INSERT INTO genres (name, folded_name) VALUES ('Any', 'any'), ('Common', 'common'), ('Rare', 'rare')`,
  );
  await client.query(`INSERT INTO users (username, email, password_hash)
    SELECT 'user' || n, n || '@example.org', '' FROM generate_series(1, 20) AS n`);
  await client.query(
    `INSERT INTO movies (
       title, title_key, joined_title, title_terms, year, language, creator_id, genres, description,
       created_at
     )
     SELECT initcap(name), name, replace(name, ' ', ''), string_to_array(name, ' '),
       CASE WHEN n % 20 > 0 THEN 1920 + n % 105 END,
       CASE WHEN n % 10 > 3 THEN 'en' WHEN n % 200 = 0 THEN 'sv' ELSE 'fr' END,
       CASE WHEN n % 3 = 0 THEN (SELECT min(id) FROM users) + n % 20 END,
       CASE WHEN n % 300 = 0 THEN '{Any,Common,Rare}' WHEN n % 3 = 0 THEN '{Any,Common}' ELSE '{Any}' END::text[],
       (SELECT string_agg(md5(n::text || line), ' ') FROM generate_series(1, 30) AS line),
       '2026-01-01T00:00Z'::timestamptz + n / 3 * interval '1 second'
     FROM generate_series(1, $1::integer) AS n,
       LATERAL (SELECT 'the film ' || left(md5(n::text), 6) AS name) AS named
     ORDER BY md5(n::text || 'x')`,
    [MOVIES],
  );
  await client.query(`INSERT INTO likes (movie_id, user_id)
    SELECT movies.id, users.id FROM movies JOIN users ON movies.id % (users.id * 3) = 0`);
  await client.query('VACUUM ANALYZE');
});
afterAll(async () => {
  await client.end();
  await drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** The tables that a statement read from end to end, by the way that was taken. */
async function tablesReadWhole(filter: MovieFilter, ordering: string): Promise<unknown[]> {
  const { text, values } = movieListStatement(
    filter,
    [ordering],
    { kind: 'page', page: 1, limit: 20, offset: 0 },
    { viewer: undefined, origin: 'http://localhost' },
  );
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
  return nodes(rows[0]['QUERY PLAN'][0].Plan)
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0)
    .map((node) => node['Relation Name']);
}

const FILTERS: MovieFilter[] = [
  {},
  { year: 1999 },
  { year_min: 1950 },
  { year_max: 1930 },
  { language: 'en' },
  { language: 'sv' },
  { creator: 3 },
  { liked_by: 5 },
  { title: 'a' },
  { title: 'qx' },
  { title: 'the' },
  { title: 'film abc' },
  { genre: 'Any' },
  { genre: 'Rare' },
  { genre: 'Any,Common' },
  { genre: 'Common,Rare' },
  { genre: 'Any|Common' },
  { genre: 'Common|Rare' },
  { genre: 'Any', year: 1999 },
  { genre: 'Common', year_min: 1950, language: 'en' },
  { genre: 'Common', year_min: 1990, year_max: 1999, language: 'sv' },
  { genre: 'Common|Rare', year_min: 1950, language: 'en' },
  { language: 'en', year_min: 1950 },
  { language: 'sv', year: 1999 },
  { creator: 3, genre: 'Common' },
  { creator: 3, language: 'en', year_min: 1950 },
  { liked_by: 5, genre: 'Common', year_min: 1950 },
  { liked_by: 5, language: 'en' },
  { title: 'the', year: 1999 },
  { title: 'a', language: 'en', year_min: 1950 },
  { title: 'the', genre: 'Common' },
  { title: 'a', liked_by: 5 },
];

describe.each(['-created_at', 'title', 'year', '-year', '-like_count'])(
  'ordered by %s',
  (ordering) => {
    test.each(FILTERS)('%j does not read the movies from end to end', async (filter) => {
      const tables = await tablesReadWhole(filter, ordering);
      expect(tables).not.toContain('movies');
      expect(tables).not.toContain('movie_genres');
    });
  },
);
