import { prepared } from '../database/statement.js';

/**
 * Begins an attempt: `$1` account, `$2` address, `$3` how many failures are allowed. No row comes
 * back while failures, and attempts that may yet fail, are that many.
 */
export const BEGIN_ATTEMPT = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, pending, resets_at)
  VALUES ($1, $2, 1, now() + interval '15 minutes')
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    failures = CASE WHEN seen.resets_at <= now() THEN 0 ELSE seen.failures END,
    pending = CASE WHEN seen.resets_at <= now() THEN 1 ELSE seen.pending + 1 END,
    resets_at = CASE WHEN seen.resets_at <= now() THEN excluded.resets_at ELSE seen.resets_at END
  WHERE seen.resets_at <= now() OR seen.failures + seen.pending < $3
  RETURNING coalesce(known_until > now(), false) AS known
`);

/** `$1` account, `$2` address: the failures, and the seconds until they are forgotten. */
export const FAILURES = prepared(`
  SELECT failures, extract(epoch FROM resets_at - now())::float8 AS seconds
  FROM sign_in_failures WHERE account = $1 AND address = $2
`);

/**
 * Ends an attempt in all its scopes: `$1` accounts, `$2` addresses, `$3` how it went. A success
 * forgives the account's failures from that address, and makes the address known for a month.
 */
export const END_ATTEMPT = prepared(`
  UPDATE sign_in_failures AS seen SET
    pending = greatest(seen.pending - 1, 0),
    failures = CASE
      WHEN $3 = 'failed' THEN seen.failures + 1
      WHEN $3 = 'succeeded' AND seen.account <> '' AND seen.address <> '' THEN 0
      ELSE seen.failures END,
    known_until = CASE
      WHEN $3 = 'succeeded' AND seen.account <> '' AND seen.address <> ''
        THEN now() + interval '30 days'
      ELSE seen.known_until END
  FROM unnest($1::text[], $2::text[]) AS scope (account, address)
  WHERE seen.account = scope.account AND seen.address = scope.address
`);

/** `$1` account. */
export const FORGIVE = prepared(
  'UPDATE sign_in_failures SET failures = 0, pending = 0 WHERE account = $1',
);

export const FORGET_FAILURES = prepared(`
  DELETE FROM sign_in_failures
  WHERE resets_at <= now() AND coalesce(known_until <= now(), true)
`);
