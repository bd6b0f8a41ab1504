import pg from 'pg';
import { genreListStatement } from '../../src/discover/genre-list.query.js';
import { similarStatement } from '../../src/discover/similar.query.js';
import { REFRESH_TRENDING, trendingStatement } from '../../src/discover/trending.js';
import { cloneDatabase } from '../support/cluster.js';
import { explained, tablesReadWhole, type Explained, type PlanMode } from '../support/plans.js';

const MOVIES = 20_000;
const USERS = 3000;
const LIKES = 150_000;
/** No request may read one of these from end to end. */
const LARGE = ['movies', 'movie_counts', 'movie_genres', 'likes', 'comments'];

let client: pg.Client;
let drop: () => Promise<void>;

/** Few movies have most likes, few users have given them; everything has one of two genres. */
beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
  await client.query(
    `INSERT INTO genres (name, folded_name) VALUES ('Any', 'any'), ('Other', 'other'), ('Both', 'both')`,
  );
  await client.query(
    `INSERT INTO users (username, email, password_hash)
     SELECT 'user' || n, n || '@example.org', '' FROM generate_series(1, $1::integer) AS n`,
    [USERS],
  );
  await client.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, genres, director, "cast", description)
     SELECT name, name, 'film' || n, ARRAY['film', n::text], ARRAY[CASE WHEN n % 2 > 0 THEN 'Any' ELSE 'Other' END, 'Both'],
       'Director ' || n % 500, ARRAY['Actor ' || n % 700], repeat(name || ' ', 10)
     FROM generate_series(1, $1::integer) AS n, LATERAL (SELECT 'film ' || n AS name) AS named`,
    [MOVIES],
  );
  await client.query(
    `INSERT INTO likes (movie_id, user_id, liked_at)
     SELECT 1 + ($1::integer * x ^ 4)::integer % $1::integer, 1 + ($2::integer * y ^ 2)::integer % $2::integer,
       now() - ($3 - n) * interval '1 minute'
     FROM generate_series(1, $3::integer) AS n, LATERAL (
       SELECT (n * 0.6180339887498949) % 1 AS x, (n * 0.7548776662466927) % 1 AS y
     ) AS place
     ON CONFLICT DO NOTHING`,
    [MOVIES, USERS, LIKES],
  );
  await client.query("SELECT brin_summarize_new_values('likes_liked_at_idx')");
  await client.query(REFRESH_TRENDING.text);
});
afterAll(async () => {
  await client.end();
  await drop();
});

const reader = { viewer: 1, origin: 'http://localhost' };
const slice = (page: number) =>
  ({ kind: 'page', page, limit: 20, offset: (page - 1) * 20 }) as const;

/** The movie at a place in the order of likes. */
async function byLikes(place: number): Promise<number> {
  const { rows } = await client.query(
    'SELECT movie_id FROM movie_counts ORDER BY like_count DESC, movie_id OFFSET $1 LIMIT 1',
    [place],
  );
  return Number(rows[0].movie_id);
}

const MODES: PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

/** Rows that were written lately cost a look at their table; the planner knows. */
const STATES = ['ANALYZE', 'VACUUM ANALYZE'];

describe.each(STATES.flatMap((state) => MODES.map((mode) => [state, mode] as const)))(
  'after %s, %s',
  (state, mode) => {
    beforeAll(() => client.query(state));

    const similar = async (place: number): Promise<Explained> =>
      explained(client, similarStatement(await byLikes(place), slice(1), reader), mode);

    test.each([0, 100, 2000, MOVIES - 1])(
      'similar movies of no. %i by likes are read by index, within bounds',
      async (place) => {
        const plan = await similar(place);
        expect(tablesReadWhole(plan).filter((table) => LARGE.includes(table!))).toEqual([]);
        expect(plan.blocks).toBeGreaterThan(100);
        expect(plan.blocks).toBeLessThan(15_000);
      },
    );

    test('the most liked movie costs no more than others', async () => {
      const { rows } = await client.query('SELECT max(like_count) AS most FROM movie_counts');
      expect(rows[0].most).toBeGreaterThan(1500);
      const [most, fewer] = [await similar(0), await similar(200)];
      expect(most.blocks).toBeLessThan(2 * fewer.blocks);
    });

    test.each([1, 50])('page %i of the chart is read by index', async (page) => {
      const plan = await explained(client, trendingStatement(slice(page), reader), mode);
      expect(tablesReadWhole(plan).filter((table) => LARGE.includes(table!))).toEqual([]);
      expect(plan.blocks).toBeLessThan(3000); // for the chart's thousand at most, and for 20 movies
    });

    test('genres are counted without a look at the movies', async () => {
      const plan = await explained(client, genreListStatement(slice(1)), mode);
      expect(tablesReadWhole(plan).filter((table) => LARGE.includes(table!))).toEqual([]);
      expect(plan.blocks).toBeLessThan(100);
    });
  },
);

test('the events of the last week are found by their date', async () => {
  await client.query('RESET plan_cache_mode');
  const { rows } = await client.query(
    `EXPLAIN SELECT movie_id FROM likes
     WHERE liked_at > now() - interval '1 hour'`,
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('likes_liked_at_idx');
});
