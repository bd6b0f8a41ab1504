import type { DataSource } from 'typeorm';
import { failureOf, isDatabaseAway } from './failure.js';

const OLDEST_VERSION = 14;

/** SQLSTATE by what whoever starts it can do. */
const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password: put the right one into DATABASE_URL', // invalid_password
  '28000': 'refuses this user: look at DATABASE_URL, and at pg_hba.conf there', // invalid_authorization_specification
  '3D000': 'has no such database: make it with CREATE DATABASE, or name another in DATABASE_URL', // invalid_catalog_name
  '42501': 'does not let this user do that: it must own the database', // insufficient_privilege
  '53300': 'has no connection left: raise max_connections there, or run fewer processes', // too_many_connections
};

/**
 * Why a start or a command cannot use the database, in one line that says what to do.
 *
 * @param description where it is, without credentials
 * @returns `undefined` for what is no fault of the settings or of the server
 */
export function whyUnusable(error: unknown, description: string): string | undefined {
  const code = failureOf(error)?.code;
  if (code !== undefined && code in ADVICE) return `${description} ${ADVICE[code]}`;
  if (!isDatabaseAway(error)) return undefined;
  return `${description} cannot be reached${reason(error)}: start it, or change DATABASE_URL`;
}

/** Node's code, such as ECONNREFUSED. */
function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? ` (${code})` : '';
}

/** The same, of a server or a schema that is older than what the migrations need. */
export async function whyUnfit(
  dataSource: DataSource,
  description: string,
): Promise<string | undefined> {
  const [row] = await dataSource.query<{ version: number; migrated: boolean }[]>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
       to_regclass('migrations') IS NOT NULL AS migrated`,
  );
  return (
    whyTooOld(row!.version, description) ??
    (row!.migrated && (await isBeforeFirstRelease(dataSource))
      ? `${description} was made before version 1.0.0: export its movies with that version, and import them into a new database`
      : undefined)
  );
}

async function isBeforeFirstRelease(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `SELECT FROM migrations WHERE name LIKE '0001-accounts-%'`,
  );
  return rows.length > 0;
}

/** @param version its first number */
export const whyTooOld = (version: number, description: string): string | undefined =>
  version >= OLDEST_VERSION
    ? undefined
    : `${description} has version ${version}: ${OLDEST_VERSION} or newer is needed`;
