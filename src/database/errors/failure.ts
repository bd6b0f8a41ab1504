/**
 * PostgreSQL's own error, which TypeORM wraps in a `QueryFailedError`. Told by its name: failures of the
 * start are read before TypeORM is loaded.
 */
export const driverErrorOf = (error: unknown): unknown =>
  error instanceof Error && error.name === 'QueryFailedError' && 'driverError' in error
    ? error.driverError
    : error;

/** The parts of PostgreSQL's error that the features look at. */
interface DatabaseFailure {
  readonly code: string;
  readonly constraint: string | undefined;
}

/** SQLSTATE classes and codes, and Node's own codes, that say that the server cannot be used now. */
const UNAVAILABLE = [
  /^08/, // connection_exception
  /^57P0[1-5]$/, // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout
  /^25006$/, // read_only_sql_transaction: not, or no longer, the primary
  /^25P0[34]$/, // idle_in_transaction_session_timeout, transaction_timeout: the connection is closed
  /^53/, // insufficient_resources, too_many_connections among them
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|ECONNABORTED)$/,
];

/** pg reports these without a code. */
const UNAVAILABLE_MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired$|Client has encountered a connection error|Cannot use a pool after calling end|Driver not Connected|Client was closed and is not queryable)/;

/** @returns `undefined` for what does not come from PostgreSQL */
export function failureOf(error: unknown): DatabaseFailure | undefined {
  const source = driverErrorOf(error);
  const { code, constraint, severity } = (source ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string' || typeof severity !== 'string') return undefined;
  return { code, constraint: typeof constraint === 'string' ? constraint : undefined };
}

/** Whether it is PostgreSQL that complains. */
export const isDatabaseError = (error: unknown): boolean => failureOf(error) !== undefined;

/**
 * Whether an error is the violation of one named constraint or unique index.
 *
 * @param constraint as the migration names it
 */
export function violates(error: unknown, constraint: string): boolean {
  const failure = failureOf(error);
  return failure?.constraint === constraint && failure.code.startsWith('23');
}

/** Whether the database has undone a transaction only because another one was in its way. */
export function isTransient(error: unknown): boolean {
  const { code } = failureOf(error) ?? {};
  return code === '40001' || code === '40P01'; // serialization_failure, deadlock_detected
}

/** Whether the database does not take a value, or a row: data_exception, integrity violations. */
export function isRefused(error: unknown): boolean {
  const { code } = failureOf(error) ?? {};
  return code !== undefined && /^2[23]/.test(code) && !isAccountGone(error);
}

/** Whether a statement names what the schema does not have: undefined_table, _column, _function. */
export const isSchemaLacking = (error: unknown): boolean =>
  ['42P01', '42703', '42883'].includes(failureOf(error)?.code ?? '');

/** Whether a statement has waited for a lock as long as it was allowed to. */
export const isLockTimeout = (error: unknown): boolean => failureOf(error)?.code === '55P03';

/**
 * Whether a row was refused because the account it belongs to is gone: deleted while the request
 * was under way. Every key to `users` is named after its column.
 */
export function isAccountGone(error: unknown): boolean {
  const { code, constraint } = failureOf(error) ?? {};
  return code === '23503' && /_(?:user|author|creator)_id_fkey$/.test(constraint ?? '');
}

/**
 * Whether something took longer than it was allowed to: a statement (query_canceled,
 * lock_not_available), or a connection, to be made or to get free.
 */
export function isDatabaseTimeout(error: unknown): boolean {
  const { code } = failureOf(error) ?? {};
  if (code !== undefined) return code === '57014' || code === '55P03';
  const message = error instanceof Error ? error.message : '';
  return /^(?:timeout exceeded when trying to connect|Query read timeout)/.test(message);
}

/** What TypeORM says of a connection that is gone; by name, as `driverErrorOf` does. */
const RELEASED = ['QueryRunnerAlreadyReleasedError', 'QueryRunnerProviderAlreadyReleasedError'];

/** Whether an error means that the database is away, as opposed to a statement that is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  // The connection of a transaction was lost between two statements.
  if (error instanceof Error && RELEASED.includes(error.name)) return true;
  const source = driverErrorOf(error);
  if (!(source instanceof Error)) return false;
  const { code, syscall } = source as NodeJS.ErrnoException;
  if (typeof code === 'string' && UNAVAILABLE.some((pattern) => pattern.test(code))) return true;
  if (code === 'ENOENT' && syscall === 'connect') return true; // a Unix socket that is gone
  return UNAVAILABLE_MESSAGES.test(source.message);
}

/**
 * Classes of SQLSTATE whose messages quote names of the schema: integrity violations, and errors of
 * syntax and names. Those of others may quote a value: `invalid input syntax for type date: "…"`.
 */
const QUOTES_NAMES = /^(?:23|42)/;

/**
 * An error's message, fit for a log. PostgreSQL's `detail` and `where`, and what TypeORM adds
 * (`query`, `parameters`), hold what people have typed: e-mail addresses, password hashes, titles.
 */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return `Not an error: ${typeof error}`;
  const failure = failureOf(error);
  if (failure === undefined) return error.message;
  const { code, constraint } = failure;
  const message = QUOTES_NAMES.test(code)
    ? error.message
    : error.message.replaceAll(/"[^]*"/g, '"…"');
  return `${message} (SQLSTATE ${code}${constraint === undefined ? '' : `, ${constraint}`})`;
}

/** The same, with the place in the code. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return errorMessage(error);
  const lines = error.stack?.split('\n') ?? [];
  const frames = lines.slice(lines.findLastIndex((line) => !line.startsWith('    at ')) + 1);
  return [`${error.name}: ${errorMessage(error)}`, ...frames].join('\n');
}

/** The embedded database cannot be used; the message is one line that says what to do. */
export class EmbeddedDatabaseError extends Error {}
