import { prepared } from '../../database/statement.js';

/** For how long a key stands for its first answer. */
export const KEPT = `interval '24 hours'`;

/**
 * Takes a key for a request: `$1` user, `$2` key, `$3` fingerprint. Waits for a transaction that
 * has taken it and not ended yet. No row comes back for a key that stands for an answer.
 */
export const TAKE_KEY = prepared(`
  INSERT INTO idempotency_keys AS taken (user_id, key, fingerprint) VALUES ($1, $2, $3)
  ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
    SET fingerprint = excluded.fingerprint, created_at = excluded.created_at
    WHERE taken.created_at <= now() - ${KEPT}
  RETURNING true AS taken
`);

/** `$1` user, `$2` key. */
export const FIRST_ANSWER = prepared(`
  SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE user_id = $1 AND key = $2
`);

/** `$1` user, `$2` key, then the answer: `$3` status, `$4` headers, `$5` body. */
export const KEEP_ANSWER = prepared(`
  UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE user_id = $1 AND key = $2
`);

export const FORGET_OLD_KEYS = prepared(
  `DELETE FROM idempotency_keys WHERE created_at <= now() - ${KEPT}`,
);
