import type pg from 'pg';
import { prepared } from '../../src/database/statement.js';
import { movieListStatement } from '../../src/movies/movie-list.query.js';

/** Adds movies, of which some have the same time as others; `from` and `step` in seconds. */
export const ADD_MOVIES = `
  INSERT INTO movies (title, title_key, joined_title, title_terms, source, source_id, created_at)
  SELECT 'film', 'film', 'film', '{film}', 'test', $4 || ':' || n,
    '2026-01-01T00:00Z'::timestamptz + ($1::float8 + n * $2::float8) * interval '1 second'
  FROM generate_series(1, $3::integer) AS n
  ON CONFLICT DO NOTHING`;

/** The statement behind a page of the whole list. */
export const pageStatement = (ordering: string, page: number, limit: number) =>
  movieListStatement(
    {},
    ordering.split(','),
    { kind: 'page', page, limit, offset: (page - 1) * limit },
    { viewer: undefined, origin: '' },
  );

export interface Page {
  readonly count: number;
  readonly ids: readonly number[];
}

/** The page as the application finds it. */
export async function foundPage(
  client: pg.Client,
  ordering: string,
  page: number,
  limit: number,
): Promise<Page> {
  const { text, values } = pageStatement(ordering, page, limit);
  const { rows } = await client.query<{ count: string; results: string }>({
    ...prepared(text),
    values: [...values],
  });
  const movies = JSON.parse(`[${rows[0]!.results}]`) as { id: number }[];
  return { count: Number(rows[0]!.count), ids: movies.map(({ id }) => id) };
}

/** The page by counting and skipping movies one by one. */
export async function truePage(
  client: pg.Client,
  ordering: string,
  page: number,
  limit: number,
): Promise<Page> {
  const direction = ordering.startsWith('-') ? 'DESC' : 'ASC';
  const text = `
    SELECT (SELECT count(*)::integer FROM movies) AS count, ARRAY(
      SELECT id::integer FROM movies ORDER BY created_at ${direction}, id ${direction}
      LIMIT $1 OFFSET $2
    ) AS ids`;
  const { rows } = await client.query<Page>({
    ...prepared(text),
    values: [limit, (page - 1) * limit],
  });
  return rows[0]!;
}

/** Landmarks that are wrong, the changes taken into account; and how many there are. */
export async function landmarks(client: pg.Client): Promise<{ wrong: unknown[]; count: number }> {
  const { rows } = await client.query(
    `SELECT created_at::text, id::integer, movies_before::integer + (
       SELECT coalesce(sum(by_count), 0) FROM movie_landmark_changes AS change
       WHERE (change.created_at, change.id) < (landmark.created_at, landmark.id)
     )::integer AS said, (
       SELECT count(*) FROM movies
       WHERE (movies.created_at, movies.id) < (landmark.created_at, landmark.id)
     )::integer AS counted
     FROM movie_landmarks AS landmark`,
  );
  return { wrong: rows.filter(({ said, counted }) => said !== counted), count: rows.length };
}

/** Takes up the changes; where somebody else is at it, nothing is done. */
export const keepLandmarks = (client: pg.Client, size: number): Promise<unknown> =>
  client.query('SELECT movie_landmarks_keep($1)', [size]);
