import type pg from 'pg';

/** What PostgreSQL's extension amcheck has looked at, and what is wrong with it. */
export interface Amcheck {
  readonly indexes: number;
  readonly tables: number;
  readonly errors: readonly string[];
}

/**
 * Holds every B-tree and GIN index against its table, and every table against what a table may
 * look like, those of the system among them. Nobody may write meanwhile.
 */
export async function amcheck(client: Pick<pg.Client, 'query'>): Promise<Amcheck> {
  await client.query('CREATE EXTENSION IF NOT EXISTS amcheck');
  const { rows: indexes } = await client.query<{ name: string; method: string }>(`
    SELECT class.oid::regclass::text AS name, amname AS method
    FROM pg_class AS class JOIN pg_am ON pg_am.oid = relam JOIN pg_index ON indexrelid = class.oid
    WHERE class.relkind = 'i' AND amname IN ('btree', 'gin') AND relpersistence <> 't' AND indisvalid`);
  const { rows: tables } = await client.query<{ name: string }>(`
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relkind IN ('r', 'm', 't') AND relpersistence <> 't'`);
  const errors: string[] = [];
  for (const { name, method } of indexes) {
    const check =
      method === 'btree'
        ? 'bt_index_parent_check($1::regclass, heapallindexed => true, rootdescend => true, checkunique => true)'
        : 'gin_index_check($1::regclass)';
    await client
      .query(`SELECT ${check}`, [name])
      .catch(({ message }: Error) => errors.push(`${name}: ${message}`));
  }
  for (const { name } of tables) {
    const { rows } = await client.query<{ msg: string }>(
      'SELECT msg FROM verify_heapam($1::regclass)',
      [name],
    );
    errors.push(...rows.map(({ msg }) => `${name}: ${msg}`));
  }
  return { indexes: indexes.length, tables: tables.length, errors };
}
