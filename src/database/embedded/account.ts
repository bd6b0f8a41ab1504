import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from '../errors/failure.js';

/** Made by initdb. It makes the role below, and nothing of the API connects as it. */
export const SUPERUSER = 'postgres';

/** The API's role: it owns the database and what is in it, and is no superuser. */
export const ROLE = 'movie_api';
export const DATABASE = 'postgres';

/** What a new cluster is told in single-user mode, where each line is a statement. */
export const MAKE_ROLE = [
  `CREATE ROLE ${ROLE} LOGIN`,
  `ALTER DATABASE ${DATABASE} OWNER TO ${ROLE}`,
  '',
].join('\n');

const run = promisify(execFile);

/** The operating-system account that PostgreSQL's processes run under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as himself (`undefined`); root
 * hands it to whoever owns the database already, else to `postgres`, else to `nobody`.
 */
export async function databaseAccount(clusterDirectory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDirectory).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const account = await lookUp(name);
    if (account !== undefined) return account;
  }
  throw new EmbeddedDatabaseError(
    'The embedded database does not run as root and found no user to run as: start as an ordinary user, or set DATABASE_URL',
  );
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` fails for a name that the system does not know
  }
}
