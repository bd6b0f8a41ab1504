import { listQuery } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { prepared, rfc3339, type Query, Values } from '../database/run/statement.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movies/movie-json.js';
import type { SignedInReader } from '../http/routing/reader.js';

/** `$1` movie, `$2` user. */
export const LIKE = prepared('SELECT is_new, like_count FROM like_movie($1, $2)');

/** `$1` movie, `$2` user; the count is `null` for a movie that is not there. */
export const UNLIKE = prepared('SELECT like_count FROM unlike_movie($1, $2)');

/** Who likes a movie, latest first. No row for a movie that is not there. */
export function likersOf(movieId: number, viewer: number | undefined, slice: Slice): Query {
  const values = new Values();
  const movie = values.add(movieId);
  const user = `${values.add(viewer ?? null)}::bigint`;
  return listQuery('likers', values, slice, () => ({
    id: 'likes.user_id',
    from: 'likes',
    where: [`likes.movie_id = ${movie}`],
    keys: [
      { sql: 'likes.liked_at', type: 'timestamptz', descending: true },
      { sql: 'likes.user_id', type: 'bigint', descending: true },
    ],
    count: 'counts.like_count',
    beside: `',"like_count":' || counts.like_count || ',"liked_by_me":' || coalesce((
        CASE WHEN ${user} IS NOT NULL THEN EXISTS (
          SELECT FROM likes WHERE movie_id = ${movie} AND user_id = ${user}
        ) END)::text, 'null') AS beside`,
    json: `'{"id":' || users.id || ',"username":"' || users.username || '","liked_at":"'
        || ${rfc3339('likes.liked_at')} || '"}'`,
    joins: `JOIN likes ON likes.movie_id = ${movie} AND likes.user_id = page.id
        JOIN users ON users.id = page.id`,
    anchor: `movie_counts AS counts WHERE counts.movie_id = ${movie}`,
  }));
}

/** The movies that a user likes, latest liked first. */
export function moviesLikedBy(userId: number, reader: SignedInReader, slice: Slice): Query {
  const likedAt = `',"liked_at":"' || ${rfc3339('likes.liked_at')} || '"'`;
  const values = new Values();
  const user = values.add(userId);
  const origin = values.add(reader.origin);
  return listQuery('movies liked', values, slice, () => ({
    id: 'likes.movie_id',
    from: 'likes',
    where: [`likes.user_id = ${user}`],
    keys: [
      { sql: 'likes.liked_at', type: 'timestamptz', descending: true },
      { sql: 'likes.movie_id', type: 'bigint', descending: true },
    ],
    count: `SELECT count(*) FROM likes WHERE user_id = ${user}`,
    ...movieRow(origin, user, likedAt),
    joins: `JOIN likes ON likes.user_id = ${user} AND likes.movie_id = page.id
        JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
  }));
}
