import { runMigrations as migrateQueue } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import { MIGRATION_LOCK } from './advisory-locks.js';
import { poolOf } from './data-source.js';

/** The schema that the job queue keeps its tables in. */
export const QUEUE_SCHEMA = 'graphile_worker';

/**
 * Brings the schema, and the queue's, up to date. Any number of instances may call it at once: an
 * advisory lock lets one work, the others find it done.
 *
 * @returns the names of the migrations that this call has run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    const done = await dataSource.runMigrations();
    await migrateQueue({ pgPool: poolOf(dataSource), schema: QUEUE_SCHEMA });
    return done.map((migration) => migration.name);
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`).catch(() => undefined);
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
