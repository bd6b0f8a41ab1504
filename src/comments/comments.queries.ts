import type { ListSource } from '../database/list/list.source.js';
import { listStatement } from '../database/list/list.statement.js';
import type { Slice } from '../database/list/slice.js';
import { prepared, rfc3339, type PreparedStatement } from '../database/sql.js';
import { Values } from '../database/values.js';

/** The SQL text of one comment's JSON from the aliases `comment` and `author`. */
const COMMENT_JSON = `
  row_to_json((SELECT part FROM (
    SELECT comment.id, comment.movie_id,
      CASE WHEN author.id IS NOT NULL THEN row_to_json((SELECT who FROM (SELECT author.id, author.username) AS who)) END AS author,
      comment.text, comment.parent_id, comment.reply_count,
      ${rfc3339('comment.created_at')} AS created_at, ${rfc3339('comment.edited_at')} AS edited_at
  ) AS part))::text`;

const AUTHOR = 'LEFT JOIN users AS author ON author.id = comment.author_id';

interface ListQuery {
  readonly statement: PreparedStatement;
  readonly values: readonly unknown[];
}

/** Comments that meet a condition, in the order of time. */
function commentsWhere(
  condition: string,
  oldestFirst: boolean,
  extras: Pick<ListSource, 'count' | 'anchor'>,
  slice: Slice,
  values: Values,
): ListQuery {
  const descending = !oldestFirst;
  const text = listStatement(
    {
      id: 'comments.id',
      from: 'comments',
      where: [condition],
      keys: [
        { sql: 'comments.created_at', type: 'timestamptz', descending },
        { sql: 'comments.id', type: 'bigint', descending },
      ],
      json: COMMENT_JSON,
      joins: `JOIN comments AS comment ON comment.id = page.id ${AUTHOR}`,
      ...extras,
    },
    slice,
    values,
  );
  return { statement: prepared(text), values: values.list };
}

/** A movie's top-level comments. No row for a movie that is not there. */
export function commentsOf(movieId: number, oldestFirst: boolean, slice: Slice): ListQuery {
  const values = new Values();
  const movie = values.add(movieId);
  const condition = `comments.movie_id = ${movie} AND comments.parent_id IS NULL`;
  const count = `SELECT count(*) FROM comments WHERE ${condition}`;
  const anchor = `movies WHERE movies.id = ${movie}`;
  return commentsWhere(condition, oldestFirst, { count, anchor }, slice, values);
}

/** A comment's replies. No row for a comment that is not there. */
export function repliesTo(commentId: number, oldestFirst: boolean, slice: Slice): ListQuery {
  const values = new Values();
  const comment = values.add(commentId);
  const extras = {
    count: 'parent.reply_count',
    anchor: `comments AS parent WHERE parent.id = ${comment}`,
  };
  return commentsWhere(`comments.parent_id = ${comment}`, oldestFirst, extras, slice, values);
}

/** A user's own comments and replies. */
export function commentsBy(authorId: number, oldestFirst: boolean, slice: Slice): ListQuery {
  const values = new Values();
  const condition = `comments.author_id = ${values.add(authorId)}`;
  const count = `SELECT count(*) FROM comments WHERE ${condition}`;
  return commentsWhere(condition, oldestFirst, { count }, slice, values);
}

/** `$1` id. */
export const COMMENT = prepared(`
  SELECT ${COMMENT_JSON} AS json FROM comments AS comment ${AUTHOR} WHERE comment.id = $1
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

/** `$1` id, `$2` author, `$3` text. Only while the author still is: a deleted comment has none. */
export const EDIT_COMMENT = prepared(`
  UPDATE comments SET text = $3, edited_at = clock_timestamp()
  WHERE id = $1 AND author_id = $2 RETURNING id
`);

/** Deletes `$1` unless it has replies. PostgreSQL looks again if a reply comes in between. */
export const DELETE_COMMENT = prepared(
  'DELETE FROM comments WHERE id = $1 AND reply_count = 0 AND text IS NOT NULL RETURNING id',
);

/** Leaves the tombstone of a comment with replies. */
export const EMPTY_COMMENT = prepared(`
  UPDATE comments SET text = NULL, author_id = NULL, edited_at = NULL
  WHERE id = $1 AND reply_count > 0 AND text IS NOT NULL RETURNING id
`);
