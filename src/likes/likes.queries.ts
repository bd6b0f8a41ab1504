import { prepared } from '../database/sql.js';

/** Likes once: `$1` movie, `$2` user. No row comes back for a like that was there. */
export const LIKE = prepared(`
  INSERT INTO likes (movie_id, user_id) VALUES ($1, $2)
  ON CONFLICT ON CONSTRAINT likes_pkey DO NOTHING
  RETURNING movie_id
`);

export const LIKE_COUNT = prepared('SELECT like_count FROM movie_counts WHERE movie_id = $1');

/** `$1` movie, `$2` viewer or NULL, `$3` limit, `$4` offset. No row for a movie that is not there. */
export const LIKERS = prepared(`
  WITH page AS (
    SELECT user_id, liked_at FROM likes WHERE movie_id = $1
    ORDER BY liked_at DESC, user_id DESC LIMIT $3 OFFSET $4
  )
  SELECT counts.like_count AS count,
    CASE WHEN $2::bigint IS NULL THEN NULL ELSE EXISTS (
      SELECT FROM likes WHERE movie_id = $1 AND user_id = $2
    ) END AS liked_by_me,
    coalesce((
      SELECT string_agg(
        '{"id":' || users.id || ',"username":"' || users.username || '","liked_at":"'
          || to_char(page.liked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}',
        ',' ORDER BY page.liked_at DESC, page.user_id DESC)
      FROM page JOIN users ON users.id = page.user_id
    ), '') AS results
  FROM movie_counts AS counts WHERE counts.movie_id = $1
`);
