import { listStatement } from '../database/list/list.statement.js';
import type { Slice } from '../database/list/slice.js';
import { prepared, rfc3339, type PreparedStatement } from '../database/sql.js';
import { Values } from '../database/values.js';
import { MOVIE_JSON_JOINS, movieJson } from '../movies/movie-json.js';
import type { Reader } from '../movies/movie-list.query.js';

/** Likes once: `$1` movie, `$2` user. No row comes back for a like that was there. */
export const LIKE = prepared(`
  INSERT INTO likes (movie_id, user_id) VALUES ($1, $2)
  ON CONFLICT ON CONSTRAINT likes_pkey DO NOTHING
  RETURNING movie_id
`);

export const UNLIKE = prepared('DELETE FROM likes WHERE movie_id = $1 AND user_id = $2');

export const LIKE_COUNT = prepared('SELECT like_count FROM movie_counts WHERE movie_id = $1');

interface ListQuery {
  readonly statement: PreparedStatement;
  readonly values: readonly unknown[];
}

/** Who likes a movie, latest first. No row for a movie that is not there. */
export function likersOf(movieId: number, viewer: number | undefined, slice: Slice): ListQuery {
  const values = new Values();
  const movie = values.add(movieId);
  const user = `${values.add(viewer ?? null)}::bigint`;
  const text = listStatement(
    {
      id: 'likes.user_id',
      from: 'likes',
      where: [`likes.movie_id = ${movie}`],
      keys: [
        { sql: 'likes.liked_at', type: 'timestamptz', descending: true },
        { sql: 'likes.user_id', type: 'bigint', descending: true },
      ],
      count: 'counts.like_count',
      beside: `counts.like_count, CASE WHEN ${user} IS NOT NULL THEN EXISTS (
        SELECT FROM likes WHERE movie_id = ${movie} AND user_id = ${user}
      ) END AS liked_by_me`,
      json: `'{"id":' || users.id || ',"username":"' || users.username || '","liked_at":"'
        || ${rfc3339('likes.liked_at')} || '"}'`,
      joins: `JOIN likes ON likes.movie_id = ${movie} AND likes.user_id = page.id
        JOIN users ON users.id = page.id`,
      anchor: `movie_counts AS counts WHERE counts.movie_id = ${movie}`,
    },
    slice,
    values,
  );
  return { statement: prepared(text), values: values.list };
}

/** The movies that a user likes, latest liked first. */
export function moviesLikedBy(userId: number, reader: Reader, slice: Slice): ListQuery {
  const values = new Values();
  const user = values.add(userId);
  const likedAt = `',"liked_at":"' || ${rfc3339('likes.liked_at')} || '"'`;
  const text = listStatement(
    {
      id: 'likes.movie_id',
      from: 'likes',
      where: [`likes.user_id = ${user}`],
      keys: [
        { sql: 'likes.liked_at', type: 'timestamptz', descending: true },
        { sql: 'likes.movie_id', type: 'bigint', descending: true },
      ],
      count: `SELECT count(*) FROM likes WHERE user_id = ${user}`,
      json: movieJson(values.add(reader.origin), user, likedAt),
      joins: `JOIN likes ON likes.user_id = ${user} AND likes.movie_id = page.id
        JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
    },
    slice,
    values,
  );
  return { statement: prepared(text), values: values.list };
}
