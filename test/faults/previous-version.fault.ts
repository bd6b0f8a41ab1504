import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { cloneDatabase } from '../support/cluster.js';
import { brokenInvariants } from '../support/invariants.js';
import { figures } from './support/figures.js';

/** As JSON has it; bytes and times have a name around them. */
type Value = null | boolean | number | string | object;

interface Recorded {
  readonly connection: number;
  readonly text: readonly string[];
  readonly values: readonly Value[];
  /** Found or written. */
  readonly rows: number;
  /** SQLSTATE. */
  readonly error?: string;
}

const { revision, statements } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'previous', 'statements.json'), 'utf8'),
) as { revision: string; statements: readonly Recorded[] };

const isWrite = (text: string): boolean =>
  /^(?:INSERT|UPDATE|DELETE|WITH \w+ AS \(\s*(?:INSERT|UPDATE|DELETE))/i.test(text);

function given(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('hex' in value) return Buffer.from(String(value.hex), 'hex');
  return 'time' in value ? new Date(String(value.time)) : value;
}

test(`the statements of the version before (${revision}) do on today's schema what they did`, async () => {
  const { connection, drop } = await cloneDatabase();
  const clients = new Map<number, pg.Client>();
  let writes = 0;
  const differing: unknown[] = [];
  try {
    for (const statement of statements) {
      const text = statement.text.join('\n');
      const client = clients.get(statement.connection) ?? new pg.Client(connection);
      if (!clients.has(statement.connection)) {
        clients.set(statement.connection, client);
        await client.connect();
      }
      const outcome = await client.query(text, statement.values.map(given)).then(
        (result) => ({ rows: [result].flat().at(-1)?.rowCount ?? 0, error: undefined }),
        (error: pg.DatabaseError) => ({ rows: 0, error: error.code ?? error.message }),
      );
      // A token names a session by a random key: what looks for it finds another number of rows.
      const counts = isWrite(text);
      if (counts) writes += 1;
      const isSame =
        outcome.error === statement.error && (!counts || outcome.rows === statement.rows);
      if (!isSame)
        differing.push({ text, values: statement.values, ...outcome, was: statement.rows });
    }
    expect(differing).toEqual([]);
    expect(writes).toBeGreaterThan(40);
    const [client] = clients.values();
    expect(await brokenInvariants(client!)).toEqual({});
    figures({ statements: statements.length, writes });
  } finally {
    for (const client of clients.values()) await client.end();
    await drop();
  }
});
