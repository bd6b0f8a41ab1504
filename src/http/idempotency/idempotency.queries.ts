import { prepared } from '../../database/run/statement.js';

/** For how long a key stands for its first answer. */
export const KEPT = `interval '24 hours'`;

/**
 * Takes a key for a request: `$1` user, `$2` key, `$3` fingerprint, `$4` how many the user may have.
 * Waits for a transaction that has taken it and not ended yet. No row comes back for a key that
 * stands for an answer, or where the user has that many.
 */
export const TAKE_KEY = prepared(`
  INSERT INTO idempotency_keys AS taken (user_id, key, fingerprint)
  SELECT $1::bigint, $2::text, $3::bytea
  WHERE $4 > (
    SELECT count(*) FROM idempotency_keys
    WHERE user_id = $1 AND created_at > now() - ${KEPT}
  )
  ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
    SET fingerprint = excluded.fingerprint, created_at = excluded.created_at
    WHERE taken.created_at <= now() - ${KEPT}
  RETURNING true AS taken
`);

/** Until the transaction ends, others of the user (`$1`) that ask for it wait. */
export const LOCK_KEYS_OF_USER = prepared(
  `SELECT pg_advisory_xact_lock(hashtext('idempotency keys'), hashint8($1::bigint))`,
);

/** `$1` user: the seconds until the oldest key is forgotten. */
export const NEXT_KEY = prepared(`
  SELECT extract(epoch FROM min(created_at) + ${KEPT} - now())::float8 AS seconds
  FROM idempotency_keys WHERE user_id = $1 AND created_at > now() - ${KEPT}
`);

/** `$1` user, `$2` key. */
export const FIRST_ANSWER = prepared(`
  SELECT fingerprint, status, headers, body, made_id
  FROM idempotency_keys
  WHERE user_id = $1 AND key = $2 AND created_at > now() - ${KEPT}
`);

/** `$1` user, `$2` key, then the answer: `$3` status, `$4` headers, `$5` body, `$6` what it made. */
export const KEEP_ANSWER = prepared(`
  UPDATE idempotency_keys SET status = $3, headers = $4, body = $5, made_id = $6
  WHERE user_id = $1 AND key = $2
`);

export const FORGET_OLD_KEYS = prepared(
  `DELETE FROM idempotency_keys WHERE created_at <= now() - ${KEPT}`,
);
