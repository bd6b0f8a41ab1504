import type pg from 'pg';
import type { Config } from '../../config/environment.js';
import { makeFolder } from '../../config/make-folder.js';
import { clientClass, findPrimary } from './client.js';
import type { EmbeddedDatabase, Role } from '../embedded/embedded-database.js';
import { EmbeddedDatabaseError } from '../errors/failure.js';

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
 * @throws {EmbeddedDatabaseError} with one line, also where `DATA_DIR` cannot be made or written
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
  const database = await openEmbedded(config.dataDir, role, say);
  return {
    connection: database.address,
    description: `embedded PostgreSQL in ${database.directory}`,
    embedded: true,
    close: () => database.close(),
  };
}

async function openEmbedded(
  dataDir: string,
  role: Role,
  say: (line: string) => void,
): Promise<EmbeddedDatabase> {
  const { EmbeddedDatabase } = await import('../embedded/embedded-database.js');
  try {
    await makeFolder(dataDir, 0o700);
    return await EmbeddedDatabase.open(dataDir, role, say);
  } catch (error) {
    const { path, message } = error as NodeJS.ErrnoException;
    // Errors of files have a path: a file where a folder should be, a folder that is read-only.
    if (path === undefined) throw error;
    throw new EmbeddedDatabaseError(`DATA_DIR cannot be used: ${message}`, { cause: error });
  }
}
