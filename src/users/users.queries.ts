import { prepared, rfc3339 } from '../database/run/statement.js';

/** What everyone may know of a user: `$1`. Each count reads one index. */
export const PROFILE = prepared(
  `
  SELECT users.id, users.username, ${rfc3339('users.created_at')} AS created_at,
    (SELECT count(*) FROM movies WHERE creator_id = users.id) AS movie_count,
    (SELECT count(*) FROM likes WHERE user_id = users.id) AS like_count,
    (SELECT count(*) FROM comments WHERE author_id = users.id) AS comment_count
  FROM users WHERE users.id = $1
`,
  { reads: true },
);
