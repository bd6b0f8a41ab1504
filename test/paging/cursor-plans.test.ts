import pg from 'pg';
import { orderBy } from '../../src/paging/keyset.js';
import type { Position } from '../../src/paging/slice.js';
import { movieListStatement } from '../../src/movies/movie-list.query.js';
import { movieOrder, readsCounts } from '../../src/movies/movie-ordering.js';
import { cloneDatabase } from '../support/cluster.js';
import { explained, tablesReadWhole, type Explained, type PlanMode } from '../support/plans.js';

const MOVIES = 20_000;
const FAR = 15_000;

let client: pg.Client;
let drop: () => Promise<void>;

/**
 * In no order on disk. Three movies have the same time, some two hundred the same year, one in
 * twenty none, half of them no like and few more than a hundred.
 */
beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
  await client.query(`INSERT INTO genres (name, folded_name) VALUES ('Any', 'any')`);
  await client.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, year, genres, description, created_at)
     SELECT initcap(name), name, replace(name, ' ', ''), string_to_array(name, ' '), CASE WHEN n % 20 > 0 THEN 1920 + n % 105 END,
       CASE WHEN n % 10 > 0 THEN '{Any}'::text[] ELSE '{}' END, repeat(name || ' ', 10),
       '2026-01-01T00:00Z'::timestamptz + n / 3 * interval '1 second'
     FROM generate_series(1, $1::integer) AS n,
       LATERAL (SELECT 'film ' || left(md5(n::text), 6) AS name) AS named
     ORDER BY md5(n::text || 'x')`,
    [MOVIES],
  );
  await client.query(
    `UPDATE movie_counts SET like_count = $1::integer / 2 / (movie_id * 7919 % $1 + 1)`,
    [MOVIES],
  );
  await client.query('VACUUM ANALYZE');
});
afterAll(async () => {
  await client.end();
  await drop();
});

const statement = (ordering: string, genre: string | undefined, position: Position | undefined) =>
  movieListStatement(
    { genre },
    ordering.split(','),
    { kind: 'cursor', limit: 20, position },
    { viewer: undefined, origin: 'http://localhost' },
  );

const modes = (ordering: string, genre: string | undefined): PlanMode[] => [
  'force_custom_plan',
  ...(statement(ordering, genre, undefined).name !== undefined
    ? ['force_generic_plan' as const]
    : []),
];

/** How PostgreSQL carries a slice out. */
const explain = (
  ordering: string,
  genre: string | undefined,
  position: Position | undefined,
  mode: PlanMode,
): Promise<Explained> => explained(client, statement(ordering, genre, position), mode);

/** The sort keys of the row that stands there. */
async function keysAt(ordering: string, genre: string | undefined, at: number): Promise<string[]> {
  const keys = movieOrder(ordering.split(','));
  const counts = readsCounts(keys)
    ? 'JOIN movie_counts AS counts ON counts.movie_id = movies.id'
    : '';
  const { rows } = await client.query(
    `SELECT ARRAY[${keys.map(({ sql }) => `${sql}::text`).join(', ')}] AS keys
     FROM movies ${counts} WHERE $1::text IS NULL OR $1 = ANY (movies.genres)
     ORDER BY ${orderBy(keys)} OFFSET $2 LIMIT 1`,
    [genre ?? null, at],
  );
  return rows[0].keys;
}

describe.each([
  { ordering: '-created_at' },
  { ordering: 'title' },
  { ordering: '-like_count' },
  { ordering: 'year' },
  { ordering: '-year' },
  { ordering: 'year,-like_count,title' },
  { ordering: '-like_count,title' },
  { ordering: 'created_at,like_count' }, // keys of two tables in one direction
  { ordering: '-created_at', genre: 'Any' },
])('%j', ({ ordering, genre }) => {
  test.each(modes(ordering, genre))(
    'a slice far down reads as little as the first: %s',
    async (mode) => {
      const values = await keysAt(ordering, genre, FAR);
      const first = await explain(ordering, genre, undefined, mode);
      const onwards = { values, backward: false, inclusive: false };
      const next = await explain(ordering, genre, onwards, mode);
      const previous = await explain(ordering, genre, { ...onwards, backward: true }, mode);
      expect(first.blocks).toBeGreaterThan(20); // one at least for each row of the answer
      // A range for each key, each of which may read all rows that are equal in the first key.
      const ranges = Math.max(3, movieOrder(ordering.split(',')).length + 1);
      for (const far of [next, previous]) {
        expect(far.blocks).toBeLessThanOrEqual(ranges * first.blocks + 20);
      }
      if (ordering.includes(',')) return;
      for (const plan of [first, next, previous]) {
        expect(tablesReadWhole(plan)).not.toContain('movies');
        expect(tablesReadWhole(plan)).not.toContain('movie_counts');
      }
    },
  );
});

// Half of all movies have no like: a slice must not read its way through those before it.
test.each(modes('-like_count', undefined))(
  'the last of many equal rows cost what the first of them cost: %s',
  async (mode) => {
    const blocks: number[] = [];
    for (const at of [MOVIES / 2 + 100, MOVIES - 100]) {
      const values = await keysAt('-like_count', undefined, at);
      expect(values[0]).toBe('0');
      const position = { values, backward: false, inclusive: false };
      blocks.push((await explain('-like_count', undefined, position, mode)).blocks);
    }
    expect(blocks[1]).toBeLessThanOrEqual(blocks[0]! + 20);
  },
);
