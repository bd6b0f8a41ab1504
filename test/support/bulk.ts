import type { DataSource } from 'typeorm';
import { next } from './factories.js';

/** Rows by way of SQL, for tests that need more of them than requests could make. */
export interface BulkMovie {
  readonly genres?: readonly string[];
  readonly director?: string;
  readonly cast?: readonly string[];
}

/** @returns the ids, in the order given */
export async function addMovies(
  dataSource: DataSource,
  movies: readonly BulkMovie[],
): Promise<number[]> {
  const names = new Set(movies.flatMap(({ genres }) => genres ?? []));
  await dataSource.query(
    `INSERT INTO genres (name, folded_name) SELECT name, lower(name) FROM unnest($1::text[]) AS given (name) ON CONFLICT DO NOTHING`,
    [[...names]],
  );
  const rows = movies.map((movie, position) => ({ position, title: `film ${next()}`, ...movie }));
  const added: { id: number }[] = await dataSource.query(
    `WITH added AS (
       INSERT INTO movies (title, title_key, joined_title, title_terms, genres, director, "cast")
       SELECT title, title, replace(title, ' ', ''), string_to_array(title, ' '), coalesce(genres, '{}'), director, coalesce("cast", '{}')
       FROM json_to_recordset($1) AS given (
         position integer, title text, genres text[], director text, "cast" text[])
       ORDER BY position RETURNING id
     ) SELECT id FROM added ORDER BY id`,
    [JSON.stringify(rows)],
  );
  return added.map(({ id }) => id);
}

/** @returns the ids */
export async function addUsers(dataSource: DataSource, count: number): Promise<number[]> {
  const names = Array.from({ length: count }, () => `bulk${next()}`);
  const added: { id: number }[] = await dataSource.query(
    `WITH added AS (
       INSERT INTO users (username, email, password_hash)
       SELECT name, name || '@example.org', '' FROM unnest($1::text[]) AS given (name) RETURNING id
     ) SELECT id FROM added ORDER BY id`,
    [names],
  );
  return added.map(({ id }) => id);
}

/** Each a movie, a user, and how many days ago. */
export type Event = readonly [movie: number, user: number, daysAgo: number];

const columns = (events: readonly Event[]): unknown[] => [
  events.map(([movie]) => movie),
  events.map(([, user]) => user),
  events.map(([, , days]) => days),
];

export const addLikes = (dataSource: DataSource, events: readonly Event[]): Promise<unknown> =>
  dataSource.query(
    `INSERT INTO likes (movie_id, user_id, liked_at)
     SELECT movie, "user", now() - days * interval '1 day'
     FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) AS given (movie, "user", days)`,
    columns(events),
  );

export const addComments = (dataSource: DataSource, events: readonly Event[]): Promise<unknown> =>
  dataSource.query(
    `INSERT INTO comments (movie_id, author_id, text, created_at)
     SELECT movie, "user", 'Well.', now() - days * interval '1 day'
     FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) AS given (movie, "user", days)`,
    columns(events),
  );

/** Random numbers that are the same on every run (mulberry32). @returns from 0 up to 1 */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
