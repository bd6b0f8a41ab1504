import pg from 'pg';

/** A statement as the application hands it to `pg`. */
export interface SentStatement {
  /** Of a prepared one. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Hears every statement that this process sends to PostgreSQL.
 *
 * @returns how to stop
 */
export function hearStatements(hear: (statement: SentStatement) => void): () => void {
  const prototype = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: unknown, first: unknown, second: unknown, ...rest: unknown[]) {
    const { name, text, values } =
      typeof first === 'string'
        ? { name: undefined, text: first, values: Array.isArray(second) ? second : [] }
        : (first as { name?: string; text: string; values?: unknown[] });
    if (text !== undefined) hear({ name, text, values: values ?? [] });
    return query.call(this, first, second, ...rest);
  };
  return () => {
    prototype.query = query;
  };
}
