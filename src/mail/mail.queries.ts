import { prepared } from '../database/statement.js';

/** The channel on which processes tell each other that a mail waits. */
export const CHANNEL = 'movie_api_mail';

/** `$3`: seconds after which trying is over. */
export const ADD = `
  INSERT INTO mails (kind, payload, gives_up_at) VALUES ($1, $2, now() + make_interval(secs => $3))
`;

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
 * Locks the mail that is due the longest and that nobody is sending. `$1`: those that this process
 * is sending, whose locks may be gone with their connections.
 */
export const CLAIM = prepared(`
  SELECT id, kind, message, payload, attempts, queued_at, gives_up_at <= now() AS is_last
  FROM mails
  WHERE dead_at IS NULL AND due_at <= now() AND id <> ALL ($1::bigint[])
  ORDER BY due_at, id
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
    UPDATE mails SET attempts = attempts + 1, last_error = $4,
      due_at = least(clock_timestamp() + make_interval(secs => $3), gives_up_at)
    WHERE id = $1 RETURNING id
  )
  UPDATE mail_totals SET retried = mail_totals.retried + 1 FROM retried WHERE slot = $2
`);

/** `$3`: what went wrong. */
export const NOTE_DEAD = prepared(`
  WITH died AS (
    UPDATE mails SET attempts = attempts + 1, last_error = $3, dead_at = clock_timestamp()
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

export const LIST_DEAD = `
  SELECT id, kind, payload->'movie_id' AS movie_id, attempts, queued_at, dead_at, last_error
  FROM mails WHERE dead_at IS NOT NULL ORDER BY dead_at, id
`;

/** `$1`: ids, or null for all; `$2`: seconds of a new life. */
export const REVIVE = `
  UPDATE mails SET dead_at = NULL, attempts = 0, due_at = now(),
    gives_up_at = now() + make_interval(secs => $2)
  WHERE dead_at IS NOT NULL AND ($1::bigint[] IS NULL OR id = ANY ($1))
  RETURNING id
`;

/** For the metrics: what waits, since when (seconds), what is dead, and the totals. */
export const STATE = `
  SELECT waiting, oldest, dead, sent, retried, died
  FROM (
    SELECT count(*) AS waiting,
      coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float8 AS oldest
    FROM mails WHERE dead_at IS NULL
  ) AS queue,
  (SELECT count(*) AS dead FROM mails WHERE dead_at IS NOT NULL) AS given_up,
  (SELECT sum(sent)::int8 AS sent, sum(retried)::int8 AS retried, sum(died)::int8 AS died
   FROM mail_totals) AS totals
`;
