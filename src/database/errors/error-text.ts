import { failureOf } from './failure.js';

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
