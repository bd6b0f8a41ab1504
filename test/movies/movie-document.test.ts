import pg from 'pg';
import {
  LIVE_MEMBERS,
  MOVIE_JSON_JOINS,
  movieJson,
  movieTag,
} from '../../src/movies/movie-json.js';
import { cloneDatabase } from '../support/cluster.js';
import { OpenApiReader } from '../support/openapi-reader.js';

const NASTY = `"quotes" \\ back, \n line \t tab \u0001 😀 é </script> \u2028`;

let client: pg.Client;
let drop: () => Promise<void>;
beforeEach(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await drop();
});

test('the stored document is what row_to_json makes of the row, whatever it holds', async () => {
  await client.query(
    `INSERT INTO genres (name, folded_name) VALUES ('Any', 'any'), ($1, lower($1))`,
    ['"G" \\'],
  );
  await client.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, original_title, description,
       genres, year, release_date, runtime_minutes, language, director, "cast", poster_url, imdb_id)
     VALUES
       ('Bare', 'bare', 'bare', '{bare}', NULL, NULL, '{}', NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL),
       ($1, 'x', 'x', '{x}', $1, $1, ARRAY['Any', $2], 1999, '1999-02-03', 7, 'en', $1, ARRAY[$1, '', 'NULL', 'a,b', '{}'],
        'https://example.org/"', 'tt0000001')`,
    [NASTY, '"G" \\'],
  );
  await client.query(`UPDATE movies SET updated_at = '2001-02-03T04:05:06.007Z' WHERE id = 2`);
  const { rows } = await client.query(`
    SELECT document, left(row_to_json(part)::text, -1) AS expected
    FROM movies CROSS JOIN LATERAL (
      SELECT id, title, original_title, description, genres, year, release_date, runtime_minutes,
        language, director, "cast", poster_url, imdb_id,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
        to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at
    ) AS part ORDER BY movies.id`);
  expect(rows).toHaveLength(2);
  for (const { document, expected } of rows) expect(document).toBe(expected);
  expect(JSON.parse(`${rows[1].document}}`).description).toBe(NASTY);
});

describe('a movie as it is read', () => {
  const { Movie } = new OpenApiReader().document.components!.schemas!;
  const properties = Object.keys((Movie as { properties: object }).properties);
  const anonymous = { viewer: undefined, values: ['http://here'] };
  const signedIn = { viewer: '$2', values: ['http://here', 1] };

  beforeEach(async () => {
    await client.query(`
      INSERT INTO users (username, email, password_hash) VALUES ('ann', 'ann@example.org', '');
      INSERT INTO movies (title, title_key, joined_title, title_terms, creator_id)
        SELECT 'One', 'one', 'one', '{one}', id FROM users`);
  });
  const read = async (sql: string, values: readonly unknown[]): Promise<string> => {
    const text = `SELECT ${sql} AS read FROM movies ${MOVIE_JSON_JOINS}`;
    const { rows } = await client.query<{ read: string }>(text, [...values]);
    return rows[0]!.read;
  };

  test.each([anonymous, signedIn])(
    'has the members of its schema, in that order',
    async (reader) => {
      const json = await read(movieJson('$1', reader.viewer), reader.values);
      expect(Object.keys(JSON.parse(json) as object)).toEqual(properties);
    },
  );

  // Goes over the list: a new member is in the tag, too.
  test.each(LIVE_MEMBERS)('has another tag where $name is another', async (member) => {
    const sql: typeof member.sql = (placeholders) => `${member.sql(placeholders)} || ' '`;
    const changed = LIVE_MEMBERS.with(LIVE_MEMBERS.indexOf(member), { ...member, sql });
    for (const { viewer, values } of [anonymous, signedIn]) {
      const tag = await read(movieTag('$1', viewer), values);
      const other = await read(movieTag('$1', viewer, changed), values);
      expect([tag, other]).toEqual([1, 2].map(() => expect.stringMatching(/^1\.1-[0-9a-f]{16}$/)));
      expect(other).not.toBe(tag);
    }
  });
});
