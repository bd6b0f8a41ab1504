import cluster from 'node:cluster';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { announce } from '../announcement.js';
import { ConfigError, type Config } from '../../config/environment.js';
import { jwtSecret } from '../../config/jwt-secret.js';
import { openDatabaseServer, type DatabaseServer } from '../../database/connect/connection.js';
import { stopOnSignals, tryPort } from '../lifecycle.js';
import { shares } from './shares.js';
import { Workers } from './workers.js';

/** `WORKERS` processes that serve. This one has the database, and serves nothing itself. */
export async function startPrimary(config: Config, log: Logger): Promise<void> {
  if (cluster.isWorker) {
    throw new ConfigError('Configuration: WORKERS must be 1 where another program makes processes');
  }
  await tryPort(config.port, config.host);
  const workers = new Workers(config.workers, log);
  const database = await openDatabaseServer(config, 'server', (line) => log.info(line));
  try {
    const secret = await jwtSecret(config);
    const { connections, empty } = await prepare(database, config, log);
    const { connection, description } = database;
    const embedded = database.embedded ? { connection, description } : undefined;
    const assignments = shares(config, connections).map((share) => ({
      share,
      embedded,
      jwtSecret: secret,
    }));
    stopOnSignals(log, 'the workers finish the requests under way', async () => {
      await workers.stop();
      await database.close();
    });
    const port = await workers.serve(assignments);
    announce({ ...config, port }, database, empty);
  } catch (error) {
    await workers.stop();
    await database.close();
    throw error;
  }
}

/** Migrates, and asks what the workers need to know. */
async function prepare(
  database: DatabaseServer,
  config: Config,
  log: Logger,
): Promise<{ connections: number; empty: boolean }> {
  const { connect, isEmpty } = await import('../connect-database.js');
  const dataSource = await connect(database, config, log);
  try {
    return { connections: await connectionsOf(dataSource), empty: await isEmpty(dataSource) };
  } finally {
    await dataSource.destroy();
  }
}

/** How many connections the database lets accounts have that are no superusers. */
async function connectionsOf(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ connections: number }[]>(
    `SELECT current_setting('max_connections')::int
          - current_setting('superuser_reserved_connections')::int AS connections`,
  );
  return row!.connections;
}
