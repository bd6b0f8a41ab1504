import { prepared } from '../run/statement.js';

/**
 * On the primary: a place in the WAL (bytes from its beginning) that is not before the end of any
 * commit that a client has been told of. With `synchronous_commit=off` a commit is told before it is
 * on disk, and the place is where the next record goes.
 */
export const COMMITTED = prepared(`
  SELECT (CASE WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
    ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint AS position
`);

/** On a replica: how far it has applied the WAL. What was committed before that is visible there. */
export const REPLAYED = prepared(`SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint AS position`);

/** On the primary: the end of all WAL that there is. */
export const WRITTEN = prepared(`SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint AS position`);

/** On either. Whoever was made from another by a base backup has its identifier. */
export const IDENTITY = prepared(
  'SELECT system_identifier::text AS system, pg_is_in_recovery() AS standby FROM pg_control_system()',
);

/** On a replica: how old the last transaction is that it has applied. */
export const AGE = prepared(
  'SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 AS age',
);
