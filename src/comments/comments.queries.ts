import { shortened } from '../paging/joined-rows.js';
import type { ListSource } from '../paging/list.source.js';
import { listQuery } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { prepared, rfc3339, type Query, Values } from '../database/run/statement.js';

/** The SQL text of one comment's JSON from the aliases `comment` and `author`. */
const commentJson = (text = 'comment.text'): string => `
  '{"id":' || comment.id || ',"movie_id":' || comment.movie_id
  || ',"author":' || coalesce('{"id":' || author.id || ',"username":"' || author.username || '"}', 'null')
  || ',"text":' || coalesce(to_json(${text})::text, 'null')
  || ',"parent_id":' || coalesce(comment.parent_id::text, 'null')
  || ',"reply_count":' || comment.reply_count
  || ',"created_at":"' || ${rfc3339('comment.created_at')}
  || '","edited_at":' || coalesce('"' || ${rfc3339('comment.edited_at')} || '"', 'null') || '}'`;

const AUTHOR = 'LEFT JOIN users AS author ON author.id = comment.author_id';

/** Comments in the order of time. */
const inTime = (
  oldestFirst: boolean,
  which: { condition: string } & Pick<ListSource, 'count' | 'anchor'>,
): ListSource => {
  const { condition, ...rest } = which;
  const descending = !oldestFirst;
  return {
    id: 'comments.id',
    from: 'comments',
    where: [condition],
    keys: [
      { sql: 'comments.created_at', type: 'timestamptz', descending },
      { sql: 'comments.id', type: 'bigint', descending },
    ],
    json: commentJson(),
    long: {
      bytes: 'octet_length(to_json(comment.text)::text)',
      shortened: commentJson(shortened('comment.text')),
    },
    joins: `JOIN comments AS comment ON comment.id = page.id ${AUTHOR}`,
    ...rest,
  };
};

const named = (list: string, oldestFirst: boolean): string =>
  oldestFirst ? `${list}, oldest first` : list;

/** A movie's top-level comments. No row for a movie that is not there. */
export function commentsOf(movieId: number, oldestFirst: boolean, slice: Slice): Query {
  const values = new Values();
  const movie = values.add(movieId);
  return listQuery(named('comments', oldestFirst), values, slice, () => {
    const condition = `comments.movie_id = ${movie} AND comments.parent_id IS NULL`;
    const count = `SELECT count(*) FROM comments WHERE ${condition}`;
    return inTime(oldestFirst, { condition, count, anchor: `movies WHERE movies.id = ${movie}` });
  });
}

/** A comment's replies. No row for a comment that is not there. */
export function repliesTo(commentId: number, oldestFirst: boolean, slice: Slice): Query {
  const values = new Values();
  const comment = values.add(commentId);
  return listQuery(named('replies', oldestFirst), values, slice, () =>
    inTime(oldestFirst, {
      condition: `comments.parent_id = ${comment}`,
      count: 'parent.reply_count',
      anchor: `comments AS parent WHERE parent.id = ${comment}`,
    }),
  );
}

/** A user's own comments and replies. */
export function commentsBy(authorId: number, oldestFirst: boolean, slice: Slice): Query {
  const values = new Values();
  const condition = `comments.author_id = ${values.add(authorId)}`;
  return listQuery(named('own comments', oldestFirst), values, slice, () =>
    inTime(oldestFirst, { condition, count: `SELECT count(*) FROM comments WHERE ${condition}` }),
  );
}

/** `$1` id. */
export const COMMENT = prepared(
  `
  SELECT ${commentJson()} AS json FROM comments AS comment ${AUTHOR} WHERE comment.id = $1
`,
  { reads: true, quick: true },
);

/** `$1` id. The comment above first, as `users_deleted` does. */
export const LOCK_WITH_PARENT = prepared(`
  SELECT id, text, reply_count FROM comments
  WHERE id = $1 OR id = (SELECT parent_id FROM comments WHERE id = $1)
  ORDER BY id FOR UPDATE
`);

export const AUTHOR_OF_COMMENT = prepared(
  'SELECT author_id FROM comments WHERE id = $1 AND text IS NOT NULL',
  { quick: true },
);
