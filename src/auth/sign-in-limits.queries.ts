import { prepared } from '../database/run/statement.js';

/**
 * Begins an attempt: `$1` account, `$2` address, `$3` how many failures are allowed. No row comes
 * back while failures, and attempts that may yet fail, are that many. An attempt whose process has
 * died never ends: it stops counting after ten seconds without another one.
 */
export const BEGIN_ATTEMPT = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, pending, pending_until, resets_at)
  VALUES ($1, $2, 1, now() + interval '10 seconds', now() + interval '15 minutes')
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    failures = CASE WHEN seen.resets_at <= now() THEN 0 ELSE seen.failures END,
    pending = 1 + CASE
      WHEN seen.resets_at > now() AND seen.pending_until > now() THEN seen.pending ELSE 0 END,
    pending_until = excluded.pending_until,
    resets_at = CASE WHEN seen.resets_at <= now() THEN excluded.resets_at ELSE seen.resets_at END
  WHERE seen.resets_at <= now() OR seen.failures
    + CASE WHEN seen.pending_until > now() THEN seen.pending ELSE 0 END < $3
  RETURNING true AS begun
`);

/** `$1` account, `$2` address: the failures, and the seconds until they are forgotten. */
export const FAILURES = prepared(`
  SELECT failures, extract(epoch FROM resets_at - now())::float8 AS seconds
  FROM sign_in_failures WHERE account = $1 AND address = $2
`);

/** Ends an attempt where it was begun: `$1` accounts, `$2` addresses, `$3` whether it failed. */
export const END_ATTEMPT = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, failures, resets_at)
  SELECT account, address, $3::boolean::integer, now() + interval '15 minutes'
  FROM unnest($1::text[], $2::text[]) AS scope (account, address)
  ORDER BY account, address -- always in one order, or two attempts could wait for each other
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    pending = greatest(seen.pending - 1, 0),
    failures = seen.failures + excluded.failures
`);

/** What an account has met: `$1` account, `$2` address. */
export const RECORD_OF_ACCOUNT = prepared(`
  SELECT coalesce(bool_or(known_until > now()), false) AS known,
    coalesce(max(failures) FILTER (WHERE address <> ''), 0) AS here,
    coalesce(max(failures) FILTER (WHERE address = ''), 0) AS everywhere
  FROM (
    SELECT address, known_until, CASE WHEN resets_at > now() THEN failures ELSE 0 END AS failures
    FROM sign_in_failures WHERE account = $1 AND address IN ($2, '')
  ) AS seen
`);

/** Adds a failure: `$1` account, `$2` addresses. */
export const ADD_FAILURE = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, failures, resets_at)
  SELECT $1, address, 1, now() + interval '15 minutes'
  FROM unnest($2::text[]) AS scope (address)
  ORDER BY address
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    failures = 1 + CASE WHEN seen.resets_at <= now() THEN 0 ELSE seen.failures END,
    resets_at = CASE WHEN seen.resets_at <= now() THEN excluded.resets_at ELSE seen.resets_at END
`);

/**
 * After a success: `$1` account, `$2` the name that was typed, `$3` address. Both are forgiven their
 * failures from the address, which is known for a month.
 */
export const NOTE_SUCCESS = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, resets_at, known_until)
  SELECT account, $3, now() + interval '15 minutes',
    CASE WHEN account = $1 THEN now() + interval '30 days' END
  FROM unnest(ARRAY[$1, $2]) AS scope (account)
  GROUP BY account
  ORDER BY account
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    failures = 0,
    known_until = excluded.known_until
`);

/** `$1` accounts. */
export const FORGIVE = prepared(
  'UPDATE sign_in_failures SET failures = 0, pending = 0 WHERE account = ANY ($1)',
);

export const FORGET_FAILURES = prepared(`
  DELETE FROM sign_in_failures
  WHERE resets_at <= now() AND coalesce(known_until <= now(), true)
`);
