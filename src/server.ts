import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createLogger } from './app.logger.js';
import { createApp } from './app.setup.js';
import { loadConfig, type Config } from './config/environment.js';
import { jwtSecret } from './config/jwt-secret.js';
import { openDatabaseServer, type DatabaseServer } from './database/connection.js';
import { drain } from './draining.js';
import { connect, runProcess, stopOnSignals } from './lifecycle.js';
import { emlDirectory } from './mail/eml.transport.js';

/** Starts the server and keeps it until a signal ends it. */
export const run = (): Promise<void> => runProcess(start);

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const endTracing = await tracing(config, log);
  const say = (line: string): void => log.info(line);
  const database = await openDatabaseServer(config, 'server', say);
  try {
    const dataSource = await connect(database, config, log);
    const app = await createApp({ config, dataSource, jwtSecret: await jwtSecret(config) }, log);
    stopOnSignals(log, 'finishing the requests under way', async () => {
      await drain(app);
      await database.close();
      await endTracing?.();
    });
    await app.listen(config.port, config.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    announce(config, port, database, await isEmpty(dataSource));
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** OpenTelemetry is loaded only where its variables ask for it. */
async function tracing(config: Config, log: Logger): Promise<(() => Promise<void>) | undefined> {
  if (config.traces === 'none') return undefined;
  const { startTracing } = await import('./tracing/start.js');
  return startTracing(config.traces, log);
}

/** A handful of lines for whoever has just started it. */
function announce(config: Config, port: number, database: DatabaseServer, empty: boolean): void {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl ?? `http://${host}:${port}`;
  const lines = [
    `Movie API   ${address}/`,
    `Explorer    ${address}/swagger/`,
    `Database    ${database.description}`,
    `Mail        ${mailTarget(config)}`,
  ];
  if (empty && database.embedded) {
    lines.push('The catalogue is empty: npm run cli -- seed   fills it with a sample');
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function mailTarget({ worker, smtpUrl, dataDir }: Config): string {
  if (!worker) return 'queued; npm run worker sends it';
  return smtpUrl === undefined ? `files in ${emlDirectory(dataDir)}` : new URL(smtpUrl).host;
}

async function isEmpty(dataSource: DataSource): Promise<boolean> {
  const [row] = await dataSource.query<{ empty: boolean }[]>(
    'SELECT NOT EXISTS (SELECT FROM movies) AS empty',
  );
  return row?.empty === true;
}
