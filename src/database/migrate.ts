import type { DataSource } from 'typeorm';
import { MIGRATION_LOCK } from './advisory-locks.js';
import { failureOf } from './failure.js';
import type { Sql } from './sql.js';
import { prepared } from './statement.js';

const APPLIED = prepared(
  'SELECT count(*)::int AS applied FROM migrations WHERE name = ANY ($1::text[])',
);

/**
 * Brings the schema up to date. Any number of instances may call it at once: an
 * advisory lock lets one work, the others find it done. It lasts for a transaction, during which a
 * pooler leaves us our connection.
 *
 * @returns the names of the migrations that this call has run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.startTransaction();
  try {
    await lock.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await lock.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const done = await dataSource.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await lock.rollbackTransaction().catch(() => undefined); // lets go of the lock
    await lock.release();
  }
}

/** @returns every migration by name, in order, and whether this database has it */
export async function migrationStatus(
  dataSource: DataSource,
): Promise<{ name: string; applied: boolean }[]> {
  const names = dataSource.migrations.map((migration) => migration.name ?? '');
  const [table] = await dataSource.query<{ known: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS known`,
  );
  const rows = table?.known
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations')
    : [];
  const applied = new Set(rows.map((row) => row.name));
  return names.map((name) => ({ name, applied: applied.has(name) }));
}

/**
 * Whether this database has every migration, by one small statement. Not on a connection of the pool:
 * a pool that is used up is no database that is away.
 *
 * @throws what the database says when it is away
 */
export async function hasEveryMigration(dataSource: DataSource, sql: Sql): Promise<boolean> {
  const names = dataSource.migrations.map((migration) => migration.name ?? '');
  try {
    const row = await sql.quickRow<{ applied: number }>(APPLIED, [names]);
    return row?.applied === names.length;
  } catch (error) {
    if (failureOf(error)?.code === '42P01') return false; // undefined_table: not one has run
    throw error;
  }
}
