import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { announce } from './announcement.js';
import { createLogger } from './logger.js';
import { loadConfig, type Config } from '../config/environment.js';
import { jwtSecret } from '../config/jwt-secret.js';
import { openDatabaseServer } from '../database/connect/connection.js';
import { runProcess, stopOnSignals, tryPort, tracingAskedFor } from './lifecycle.js';

/** Starts the server and keeps it until a signal ends it. */
export const run = (): Promise<void> => runProcess(start);

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  if (config.workers === 1) return startAlone(config, log);
  const { startPrimary } = await import('./cluster/primary.js');
  await startPrimary(config, log);
}

/** One process that serves. Its modules are loaded while the database starts. */
async function startAlone(config: Config, log: Logger): Promise<void> {
  const endTracing = await tracingAskedFor(config, log);
  await tryPort(config.port, config.host);
  const loading = Promise.all([
    import('../app.setup.js'),
    import('./connect-database.js'),
    import('./draining.js'),
  ]);
  loading.catch(() => undefined); // told where it is waited for
  const database = await openDatabaseServer(config, 'server', (line) => log.info(line));
  try {
    const [{ createApp }, { connect, isEmpty }, { drain }] = await loading;
    const dataSource = await connect(database, config, log);
    const app = await createApp({ config, dataSource, jwtSecret: await jwtSecret(config) }, log);
    stopOnSignals(log, 'finishing the requests under way', async () => {
      await drain(app);
      await database.close();
      await endTracing?.();
    });
    await app.listen(config.port, config.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    announce({ ...config, port }, database, await isEmpty(dataSource));
  } catch (error) {
    await database.close();
    throw error;
  }
}
