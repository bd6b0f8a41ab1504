import { mkdir } from 'node:fs/promises';
import type pg from 'pg';
import type { Config } from '../config/environment.js';
import { clientClass, findPrimary } from './client.js';
import type { Role } from './embedded/embedded-database.js';
import { EmbeddedDatabaseError } from './embedded/embedded.error.js';

/** How to reach the database, and how to let go of it after the last connection has closed. */
export interface DatabaseServer {
  readonly connection: Pick<
    pg.ClientConfig,
    'connectionString' | 'host' | 'port' | 'user' | 'database'
  > & { readonly Client?: typeof pg.Client };
  /** Where it is, for people: no credentials. */
  readonly description: string;
  readonly embedded: boolean;
  close(): Promise<void>;
}

/**
 * `DATABASE_URL`, or else the embedded server below `DATA_DIR`, whose code is loaded only then.
 *
 * @param say prints a line for whoever waits at the terminal
 */
export async function openDatabaseServer(
  config: Config,
  role: Role,
  say: (line: string) => void,
): Promise<DatabaseServer> {
  if (config.databaseUrls !== undefined) {
    const urls = config.databaseUrls;
    const hosts = urls.map((url) => new URL(url).host).join(',');
    const Client = clientClass({ urls, primary: true, prepare: config.databasePrepare });
    await findPrimary(Client, urls.length);
    return {
      connection: { connectionString: urls[0]!, Client },
      description: `PostgreSQL at ${hosts}${new URL(urls[0]!).pathname}`,
      embedded: false,
      close: async () => {},
    };
  }
  await makeDirectory(config.dataDir);

  const { EmbeddedDatabase } = await import('./embedded/embedded-database.js');
  const database = await EmbeddedDatabase.open(config.dataDir, role, say);
  return {
    connection: database.address,
    description: `embedded PostgreSQL in ${database.directory}`,
    embedded: true,
    close: () => database.close(),
  };
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new EmbeddedDatabaseError(`DATA_DIR cannot be used: ${(error as Error).message}`);
  }
}
