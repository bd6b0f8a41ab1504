import { listQuery } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { prepared, rfc3339, type Query, Values } from '../database/run/statement.js';

/** `$1` session, `$2` its key, `$3` user. */
export const LIVE_SESSION = prepared(
  `
  SELECT users.id, users.username, users.email, users.role, users.created_at,
    sessions.last_used_at
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.id = $1 AND sessions.key = $2 AND sessions.user_id = $3
    AND sessions.expires_at > now()
`,
  { quick: true },
);

/** Sessions that a user has at once. */
export const MOST_SESSIONS = 100;

/**
 * Locks an account whose password is still the one that was checked: `$1` user, `$2` hash. Waits for
 * a change of the password that is under way, which ends all sessions and must not miss one.
 */
export const LOCK_ACCOUNT = prepared(`
  SELECT true AS locked FROM users WHERE id = $1 AND password_hash = $2 FOR NO KEY UPDATE
`);

/**
 * Opens a session: `$1` user, `$2` user agent, `$3` its end. Of those beyond the most the longest
 * unused ends, for which the account has to be locked: each look sees what the one before has done.
 */
export const OPEN_SESSION = prepared(`
  WITH beyond AS (
    SELECT id FROM sessions WHERE user_id = $1
    ORDER BY expires_at > now() DESC, last_used_at DESC, id DESC OFFSET ${MOST_SESSIONS - 1}
  ), ended AS (
    DELETE FROM sessions USING beyond WHERE sessions.id = beyond.id
  )
  INSERT INTO sessions (user_id, user_agent, expires_at) VALUES ($1, $2, $3)
  RETURNING id, key
`);

/** `$1` session, `$2` user. */
export const END_SESSION = prepared(
  'DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id',
);

/** `$1` sessions, `$2` when each was used. */
export const NOTE_USE = prepared(`
  UPDATE sessions SET last_used_at = used.at
  FROM unnest($1::bigint[], $2::timestamptz[]) AS used (id, at)
  WHERE sessions.id = used.id AND sessions.last_used_at < used.at
`);

export const REMOVE_EXPIRED = prepared('DELETE FROM sessions WHERE expires_at <= now()');

/** A user's sessions, latest first; `current` is the one that asks. */
export function sessionsOf(userId: number, current: number, slice: Slice): Query {
  const values = new Values();
  const condition = `sessions.user_id = ${values.add(userId)} AND sessions.expires_at > now()`;
  const own = `${values.add(current)}::bigint`;
  return listQuery('sessions', values, slice, () => ({
    id: 'sessions.id',
    from: 'sessions',
    where: [condition],
    keys: [{ sql: 'sessions.id', type: 'bigint', descending: true }],
    count: `SELECT count(*) FROM sessions WHERE ${condition}`,
    json: `row_to_json((SELECT part FROM (
        SELECT session.id, ${rfc3339('session.created_at')} AS created_at,
          ${rfc3339('session.last_used_at')} AS last_used_at, session.user_agent,
          session.id = ${own} AS current
      ) AS part))::text`,
    joins: 'JOIN sessions AS session ON session.id = page.id',
  }));
}
