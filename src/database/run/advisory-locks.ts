/**
 * The advisory locks of this application, as the pair of keys that PostgreSQL's
 * `pg_advisory_lock(int, int)` takes. The first key keeps them apart from other users of the same
 * database.
 */
const NAMESPACE = 0x6d_6f_76_69; // "movi"

/** Held, shared, by everyone who uses the embedded server, so that nobody stops it under another. */
export const PRESENCE_LOCK = `${NAMESPACE}, 1`;
/** Held by the one server process that may run on an embedded database. */
export const APPLICATION_LOCK = `${NAMESPACE}, 2`;
/** Held while migrations run. */
export const MIGRATION_LOCK = `${NAMESPACE}, 3`;
/** Held, for the length of a batch, by an import. */
export const IMPORT_LOCK = `${NAMESPACE}, 4`;
