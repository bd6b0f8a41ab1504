import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive } from './processes.js';
import { SUPERUSER } from '../../src/database/embedded/account.js';

/** @returns the process id of the postmaster of a data folder, or `undefined` where none lives */
export function postmaster(dataDir: string): number | undefined {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  return isAlive(pid) ? pid : undefined;
}

/** Asks the embedded database of a data folder, while it runs. */
export async function asSuperuser<T>(
  dataDir: string,
  ask: (client: pg.Client) => Promise<T>,
  user: string = SUPERUSER,
): Promise<T> {
  const client = new pg.Client({
    host: join(dataDir, 'postgres'),
    port: 5432,
    user,
    database: 'postgres',
  });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
