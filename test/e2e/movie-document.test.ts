import pg from 'pg';
import { cloneDatabase } from '../support/cluster.js';

const NASTY = `"quotes" \\ back, \n line \t tab \u0001 😀 é </script> \u2028`;

test('the stored document is what row_to_json makes of the row, whatever it holds', async () => {
  const { connection, drop } = await cloneDatabase();
  const client = new pg.Client(connection);
  await client.connect();
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
  await client.end();
  await drop();
});
