import { prepared } from '../database/sql.js';

const time = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The SQL text of one comment's JSON from the aliases `comment` and `author`. */
const COMMENT_JSON = `
  row_to_json((SELECT part FROM (
    SELECT comment.id, comment.movie_id,
      CASE WHEN author.id IS NOT NULL THEN row_to_json((SELECT who FROM (SELECT author.id, author.username) AS who)) END AS author,
      comment.text, comment.parent_id, comment.reply_count,
      ${time('comment.created_at')} AS created_at, ${time('comment.edited_at')} AS edited_at
  ) AS part))::text`;

/**
 * A movie's top-level comments: `$1` movie, `$2` limit, `$3` offset. No row for a movie that is not
 * there.
 */
const listOf = (direction: 'ASC' | 'DESC') =>
  prepared(`
    WITH page AS (
      SELECT * FROM comments WHERE movie_id = $1 AND parent_id IS NULL
      ORDER BY created_at ${direction}, id ${direction} LIMIT $2 OFFSET $3
    )
    SELECT (SELECT count(*) FROM comments WHERE movie_id = $1 AND parent_id IS NULL)::bigint AS count,
      coalesce((
        SELECT string_agg(${COMMENT_JSON}, ',' ORDER BY comment.created_at ${direction}, comment.id ${direction})
        FROM page AS comment LEFT JOIN users AS author ON author.id = comment.author_id
      ), '') AS results
    FROM movies WHERE movies.id = $1
  `);

export const LATEST_COMMENTS = listOf('DESC');
export const OLDEST_COMMENTS = listOf('ASC');

/** `$1` id. */
export const COMMENT = prepared(`
  SELECT ${COMMENT_JSON} AS json
  FROM comments AS comment LEFT JOIN users AS author ON author.id = comment.author_id
  WHERE comment.id = $1
`);

/** `$1` movie, `$2` author, `$3` text. */
export const ADD_COMMENT = prepared(
  'INSERT INTO comments (movie_id, author_id, text) VALUES ($1, $2, $3) RETURNING id',
);

/**
 * As {@link ADD_COMMENT}, answering `$4`: a comment of the same movie that is no reply itself and
 * still has its text. The lock keeps it from being deleted meanwhile. No row where there is none.
 */
export const ADD_REPLY = prepared(`
  WITH parent AS (
    SELECT id FROM comments
    WHERE id = $4 AND movie_id = $1 AND parent_id IS NULL AND text IS NOT NULL
    FOR NO KEY UPDATE
  )
  INSERT INTO comments (movie_id, author_id, text, parent_id)
  SELECT $1, $2, $3, parent.id FROM parent RETURNING id
`);

export const AUTHOR_OF_COMMENT = prepared(
  'SELECT author_id FROM comments WHERE id = $1 AND text IS NOT NULL',
);

export const MOVIE_EXISTS = prepared('SELECT FROM movies WHERE id = $1');

/** Deletes `$1` unless it has replies. PostgreSQL looks again if a reply comes in between. */
export const DELETE_COMMENT = prepared(
  'DELETE FROM comments WHERE id = $1 AND reply_count = 0 AND text IS NOT NULL RETURNING id',
);

/** Leaves the tombstone of a comment with replies. */
export const EMPTY_COMMENT = prepared(`
  UPDATE comments SET text = NULL, author_id = NULL, edited_at = NULL
  WHERE id = $1 AND reply_count > 0 AND text IS NOT NULL RETURNING id
`);
