import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { BackgroundWork } from '../../src/database/background/background-work.js';
import { BESIDE, restBackground, tablesReadWhole, type Plan } from '../support/plans.js';
import { next, someUser, type TestUser } from '../support/factories.js';
import { hearStatements, type SentStatement } from '../support/sent-statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MOVIES = 100_000;
const USERS = 2000;
const LIKES = 200_000;
const COMMENTS = 50_000;

/** No request reads one of these from end to end. */
const LARGE = [
  'movies',
  'movie_counts',
  'movie_genres',
  'movie_search',
  'title_words',
  'likes',
  'comments',
  'users',
  'sessions',
  'mails',
  'idempotency_keys',
];

let server: TestApp;
let explaining: pg.Client;
let user: TestUser;
let sent: SentStatement[] | undefined;
let restore: () => void;

/** Few movies have most likes and comments. */
const FILL = [
  `INSERT INTO genres (name, folded_name) VALUES ('Any', 'any'), ('Other', 'other'), ('Both', 'both'), ('Rare', 'rare')`,
  `INSERT INTO users (username, email, password_hash)
   SELECT 'bulk' || n, n || '@example.org', '' FROM generate_series(1, ${USERS}) AS n`,
  `INSERT INTO movies (title, title_key, joined_title, title_terms, genres, director, "cast", year, language, creator_id, created_at, imdb_id)
   SELECT name, name, 'film' || n, ARRAY['film', n::text],
     CASE WHEN n % 500 = 0 THEN ARRAY['Rare', 'Both'] WHEN n % 2 > 0 THEN ARRAY['Any', 'Both'] ELSE ARRAY['Other'] END,
     'Director ' || n % 500, ARRAY['Actor ' || n % 700], 1920 + n % 100,
     CASE WHEN n % 3 = 0 THEN 'fr' ELSE 'en' END, (SELECT min(id) FROM users) + n % ${USERS},
     now() - (${MOVIES} - n) * interval '1 second', 'tt' || lpad(n::text, 8, '0')
   FROM generate_series(1, ${MOVIES}) AS n, LATERAL (SELECT 'film ' || n AS name) AS named`,
  `INSERT INTO likes (movie_id, user_id)
   SELECT 1 + (${MOVIES} * x ^ 4)::integer % ${MOVIES}, (SELECT min(id) FROM users) + (${USERS} * y ^ 2)::integer % ${USERS}
   FROM generate_series(1, ${LIKES}) AS n, LATERAL (
     SELECT (n * 0.6180339887498949) % 1 AS x, (n * 0.7548776662466927) % 1 AS y) AS place
   ON CONFLICT DO NOTHING`,
  `INSERT INTO comments (movie_id, author_id, text)
   SELECT 1 + (${MOVIES} * x ^ 3)::integer % ${MOVIES}, (SELECT min(id) FROM users) + n % ${USERS}, 'Seen it.'
   FROM generate_series(1, ${COMMENTS}) AS n, LATERAL (SELECT (n * 0.7548776662466927) % 1 AS x) AS place`,
  `INSERT INTO sessions (user_id, expires_at)
   SELECT id, now() + interval '1 day' FROM users CROSS JOIN generate_series(1, 5)`,
  `INSERT INTO mails (kind, payload, account_id)
   SELECT 'movie-created', '{}', n % ${USERS} FROM generate_series(1, 20000) AS n`,
  'VACUUM ANALYZE',
];

beforeAll(async () => {
  server = await startTestApp({ worker: false });
  for (const statement of FILL) await server.dataSource.query(statement);
  await server.app.get(BackgroundWork).runAll();
  await restBackground(server.dataSource);
  explaining = new pg.Client(server.connection);
  await explaining.connect();
  user = await someUser(server.api);
  restore = hearStatements((statement) => {
    if (!BESIDE.test(statement.text)) sent?.push(statement);
  });
});
afterAll(async () => {
  restore();
  await explaining.end();
  await server.close();
});

/** The table of docs/performance.md: what each request sends to the database. */
const TABLE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'performance.md'), 'utf8');
const ROWS = [...TABLE.matchAll(/^\| `(GET|POST|PATCH|DELETE) ([^`]+)` *\| *(\d+) *\|/gm)].map(
  ([, method, path, statements]) => ({
    method: method!,
    path: path!,
    statements: Number(statements),
  }),
);

const BODIES: Record<string, () => unknown> = {
  'POST /movies/': () => ({ title: `Made ${next()}`, genres: ['Any', 'Both'] }),
  'PATCH /movies/{own}/': () => ({ description: 'Another one.' }),
  'POST /movies/{id}/comments/': () => ({ text: 'Seen it.' }),
  'PATCH /comments/{own}/': () => ({ text: 'Not seen it.' }),
};

/** An id for each place that a path leaves open. */
async function filledIn(path: string): Promise<string> {
  const { api } = server;
  if (path.startsWith('/comments/{own}')) {
    const { body } = await api.post('/movies/1/comments/', { text: 'Mine.' }, user);
    return path.replace('{own}', String(body.id));
  }
  if (path.includes('{own}')) {
    const { body } = await api.post('/movies/', { title: 'Mine' }, user);
    return path.replace('{own}', String(body.id));
  }
  return path.replace('{id}', String(path.startsWith('/comments/') ? 5 : 77));
}

/** Sends a request as the table has it. */
async function request(method: string, path: string): Promise<SentStatement[]> {
  const signedIn = method !== 'GET' || path.startsWith('/me/') || path.endsWith(' signed in');
  const url = await filledIn(path.replace(' signed in', ''));
  const json = BODIES[`${method} ${path}`]?.();
  sent = [];
  const { status } = await server.api.send(method, url, {
    token: signedIn ? user.token : undefined,
    json,
  });
  const statements = sent;
  sent = undefined;
  expect(status).toBeLessThan(300);
  return statements;
}

async function plans({ text, values }: SentStatement): Promise<Plan[]> {
  const own = await explaining.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
  const any = await explaining.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  return [own, any].map(({ rows }) => rows[0]['QUERY PLAN'][0].Plan as Plan);
}

const isPlanned = ({ text }: SentStatement): boolean =>
  /^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text);

test('the table names every kind of request that counts', () => {
  expect(ROWS.length).toBeGreaterThan(25);
});

test.each(ROWS)(
  '$method $path takes $statements statements, none reads a large table whole',
  async ({ method, path, statements }) => {
    await request(method, path); // whatever is read once
    const all = await request(method, path);
    expect(all.map(({ text }) => text.trim().slice(0, 60))).toHaveLength(statements);
    for (const statement of all.filter(isPlanned)) {
      for (const plan of await plans(statement)) {
        expect(tablesReadWhole(plan).filter((table) => LARGE.includes(table!))).toEqual([]);
      }
    }
  },
);

// Plans do not tell what triggers and functions do; PostgreSQL's own counters do.
test('nothing behind those statements reads a large table whole either', async () => {
  const scans = async (): Promise<Record<string, number>> => {
    const { rows } = await explaining.query<{ relname: string; seq_scan: number }>(
      'SELECT relname, seq_scan::integer FROM pg_stat_user_tables WHERE relname = ANY ($1)',
      [LARGE],
    );
    return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, seq_scan]));
  };
  /** Each connection hands its counts in once a second at most, when it has something to do. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((done) => setTimeout(done, 1100));
      await Promise.all(Array.from({ length: 40 }, () => server.api.get('/movies/1/')));
      await Promise.all(Array.from({ length: 20 }, () => server.dataSource.query('SELECT 1')));
    }
    await explaining.query('SELECT pg_stat_clear_snapshot()');
  };
  await settle();
  const before = await scans();
  for (const { method, path } of ROWS) await request(method, path);
  await settle();
  expect(await scans()).toEqual(before);
});
