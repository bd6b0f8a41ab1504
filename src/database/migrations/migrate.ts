import type { DataSource } from 'typeorm';
import { MIGRATION_LOCK } from '../run/advisory-locks.js';
import { failureOf } from '../errors/failure.js';
import { functionFiles, type FunctionFile } from './migration-files.js';
import type { Sql } from '../run/sql.js';
import { prepared } from '../run/statement.js';

/** How many of the given migrations and function files this database has. */
const APPLIED = prepared(
  `
  SELECT (SELECT count(*) FROM migrations WHERE name = ANY ($1::text[]))
    + (SELECT count(*) FROM function_files
       JOIN unnest($2::text[], $3::text[]) AS wanted (name, digest) USING (name, digest)) AS applied
`,
  { quick: true },
);

/** The digest of each function file that has run here last. */
const CURRENT = `
  SELECT DISTINCT ON (name) name, digest FROM function_files ORDER BY name, applied_at DESC
`;

const RECORD = `
  INSERT INTO function_files (name, digest, applied_at) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT ON CONSTRAINT function_files_pkey DO UPDATE SET applied_at = excluded.applied_at
`;

/**
 * Brings the schema up to date: the migrations of tables, then the functions that have changed. Any
 * number of instances may call it at once: an advisory lock lets one work, the others find it done.
 * The lock lasts for a transaction, during which a pooler leaves us our connection.
 *
 * @returns the names of the migrations and function files that this call has run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.startTransaction();
  try {
    await lock.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await lock.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const done = await dataSource.runMigrations();
    // A migration may have made a table anew, without its triggers.
    const due = done.length > 0 ? functionFiles : await changedFunctionFiles(dataSource);
    await replaceFunctions(dataSource, due);
    return [...done, ...due].map(({ name }) => name);
  } finally {
    await lock.rollbackTransaction().catch(() => undefined); // lets go of the lock
    await lock.release();
  }
}

async function changedFunctionFiles(dataSource: DataSource): Promise<FunctionFile[]> {
  const rows = await dataSource.query<{ name: string; digest: string }[]>(CURRENT);
  const current = new Map(rows.map(({ name, digest }) => [name, digest]));
  return functionFiles.filter(({ name, digest }) => current.get(name) !== digest);
}

/** All of them or none. */
const replaceFunctions = (dataSource: DataSource, files: readonly FunctionFile[]): Promise<void> =>
  dataSource.transaction(async (manager) => {
    // The files run in any order: a function may call one of the next file.
    await manager.query('SET LOCAL check_function_bodies = off');
    for (const { name, digest, sql } of files) {
      await manager.query(sql);
      await manager.query(RECORD, [name, digest]);
    }
  });

/** @returns every migration and function file by name, and whether this database has it */
export async function migrationStatus(
  dataSource: DataSource,
): Promise<{ name: string; applied: boolean }[]> {
  const names = dataSource.migrations.map((migration) => migration.name ?? '');
  const applied = new Set(await appliedMigrations(dataSource));
  const isEmpty = !applied.has(names[0]!);
  const changed = isEmpty ? functionFiles : await changedFunctionFiles(dataSource);
  return [
    ...names.map((name) => ({ name, applied: applied.has(name) })),
    ...functionFiles.map((file) => ({ name: file.name, applied: !changed.includes(file) })),
  ];
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ known: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS known`,
  );
  if (!table?.known) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  return rows.map(({ name }) => name);
}

/**
 * Whether this database has every migration, by one small statement. Not on a connection of the pool:
 * a pool that is used up is no database that is away. A later version's functions do not count as
 * missing ours: during an upgrade the instances of the version before stay ready.
 *
 * @throws what the database says when it is away
 */
export async function hasEveryMigration(dataSource: DataSource, sql: Sql): Promise<boolean> {
  const names = dataSource.migrations.map((migration) => migration.name ?? '');
  const files = functionFiles.map(({ name }) => name);
  const digests = functionFiles.map(({ digest }) => digest);
  try {
    const row = await sql.row<{ applied: number }>(APPLIED, [names, files, digests]);
    return row?.applied === names.length + files.length;
  } catch (error) {
    if (failureOf(error)?.code === '42P01') return false; // undefined_table: not one has run
    throw error;
  }
}
