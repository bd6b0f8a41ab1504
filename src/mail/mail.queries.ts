import { prepared } from '../database/run/statement.js';

/** The channel on which processes tell each other that a mail waits. */
export const CHANNEL = 'movie_api_mail';

/**
 * SQL for the place of a mail in the line: each mail of an account stands a minute behind the one
 * before, so that one with many does not keep the others waiting. It orders, and delays nothing.
 * Mails without an account stand before all others.
 *
 * @param account SQL for its id
 */
export const turnOf = (account: string): string => `
  CASE WHEN ${account} IS NULL THEN '-infinity' ELSE greatest(now(), (
    SELECT max(turn) FROM mails AS earlier
    WHERE earlier.account_id = ${account} AND earlier.turn IS NOT NULL
  ) + interval '1 minute') END`;

/** `$3`: seconds after which trying is over; `$4`: the account in whose turn it is sent, if any. */
export const ADD = prepared(`
  INSERT INTO mails (kind, payload, gives_up_at, account_id, turn)
  VALUES ($1, $2, now() + make_interval(secs => $3), $4, ${turnOf('$4::bigint')})
`);

/** Puts mails whose wait is over back into the line, one behind the other; some at a time. */
export const REJOIN = prepared(`
  WITH due AS (
    SELECT id, account_id FROM mails WHERE dead_at IS NULL AND turn IS NULL AND due_at <= now()
    ORDER BY due_at LIMIT 500
  ), rested AS (
    SELECT id, account_id, row_number() OVER (PARTITION BY account_id ORDER BY id) - 1 AS before
    FROM due
  )
  UPDATE mails SET turn = ${turnOf('rested.account_id')} + rested.before * interval '1 minute'
  FROM rested WHERE mails.id = rested.id AND mails.turn IS NULL
`);

/** Whether a mail is in the line, be it that somebody is sending it. */
export const ANY_WAITS = prepared(`
  SELECT true AS waits FROM mails
  WHERE dead_at IS NULL AND turn IS NOT NULL ORDER BY turn, id LIMIT 1
`);

/**
 * What a delivery's transaction begins with. It stays open while the mail server takes its time,
 * and its end, however it comes about, frees the mail for others: a process that is killed closes
 * its connections, a machine that is gone stops answering the keepalives.
 */
export const BEGIN_DELIVERY = `
  BEGIN;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  SET LOCAL tcp_keepalives_idle = 15;
  SET LOCAL tcp_keepalives_interval = 5;
  SET LOCAL tcp_keepalives_count = 3
`;

/**
 * Locks the first mail of the line that nobody is sending. `$1`: those that this process is sending,
 * whose locks may be gone with their connections.
 */
export const CLAIM = prepared(`
  SELECT id, kind, message, payload, attempts, queued_at, gives_up_at <= now() AS is_last
  FROM mails
  WHERE dead_at IS NULL AND turn IS NOT NULL AND due_at <= now() AND id <> ALL ($1::bigint[])
  ORDER BY turn, id
  LIMIT 1
  FOR UPDATE SKIP LOCKED
`);

export const DROP = prepared('DELETE FROM mails WHERE id = $1');

/** `$2`: a slot of the totals. */
export const NOTE_SENT = prepared(`
  WITH sent AS (DELETE FROM mails WHERE id = $1 RETURNING id)
  UPDATE mail_totals SET sent = mail_totals.sent + 1 FROM sent WHERE slot = $2
`);

/** `$3`: the wait in seconds; `$4`: what went wrong. The last attempt is when giving up is due. */
export const NOTE_RETRY = prepared(`
  WITH retried AS (
    UPDATE mails SET attempts = attempts + 1, last_error = $4, turn = NULL,
      due_at = least(clock_timestamp() + make_interval(secs => $3), gives_up_at)
    WHERE id = $1 RETURNING id
  )
  UPDATE mail_totals SET retried = mail_totals.retried + 1 FROM retried WHERE slot = $2
`);

/** `$3`: what went wrong. */
export const NOTE_DEAD = prepared(`
  WITH died AS (
    UPDATE mails SET attempts = attempts + 1, last_error = $3, turn = NULL,
      dead_at = clock_timestamp()
    WHERE id = $1 RETURNING id
  )
  UPDATE mail_totals SET died = mail_totals.died + 1 FROM died WHERE slot = $2
`);

/**
 * Books the next place in the row of all instances. `$1`: seconds from one mail to the next.
 * Answers the seconds until that place comes.
 */
export const BOOK_PACE = prepared(`
  UPDATE mail_pace
  SET free_at = greatest(free_at, clock_timestamp()) + make_interval(secs => $1)
  RETURNING extract(epoch FROM free_at - clock_timestamp())::float8 - $1 AS wait
`);

export const LIST_DEAD = prepared(`
  SELECT id, kind, payload->'movie_id' AS movie_id, attempts, queued_at, dead_at, last_error
  FROM mails WHERE dead_at IS NOT NULL ORDER BY dead_at, id
`);

/** `$1`: ids, or null for all; `$2`: seconds of a new life. */
export const REVIVE = prepared(`
  UPDATE mails SET dead_at = NULL, attempts = 0, due_at = now(), turn = NULL,
    gives_up_at = now() + make_interval(secs => $2)
  WHERE dead_at IS NOT NULL AND ($1::bigint[] IS NULL OR id = ANY ($1))
  RETURNING id
`);

/** For the metrics: what waits, since when (seconds), what is dead, and the totals. */
export const STATE = prepared(`
  SELECT waiting, oldest, dead, sent, retried, died
  FROM (
    SELECT count(*) AS waiting,
      coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float8 AS oldest
    FROM mails WHERE dead_at IS NULL
  ) AS queue,
  (SELECT count(*) AS dead FROM mails WHERE dead_at IS NOT NULL) AS given_up,
  (SELECT sum(sent)::int8 AS sent, sum(retried)::int8 AS retried, sum(died)::int8 AS died
   FROM mail_totals) AS totals
`);
