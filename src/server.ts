import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createLogger } from './app.logger.js';
import { createApp } from './app.setup.js';
import { ConfigError, loadConfig, type Config } from './config/environment.js';
import { jwtSecret } from './config/jwt-secret.js';
import { openDatabaseServer, type DatabaseServer } from './database/connection.js';
import { createDataSource } from './database/data-source.js';
import { EmbeddedDatabaseError } from './database/embedded/embedded.error.js';
import { isDatabaseAway } from './database/failure.js';
import { migrate } from './database/migrate.js';
import { entities } from './entities.js';
import { emlDirectory } from './mail/eml.transport.js';

/** A second signal ends at once; one that comes this soon is the same Ctrl-C, passed on by npm. */
const SAME_SIGNAL_MS = 1000;

/** Starts the server and keeps it until a signal ends it; the exit code says how it went. */
export async function run(): Promise<void> {
  try {
    await start();
  } catch (error) {
    const foreseen = error instanceof ConfigError || error instanceof EmbeddedDatabaseError;
    if (foreseen || isListenError(error)) process.stderr.write(`${(error as Error).message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const say = (line: string): void => log.info(line);
  const database = await openDatabaseServer(config, 'server', say);
  try {
    const dataSource = await connect(database, config, log);
    const app = await createApp({ config, dataSource, jwtSecret: await jwtSecret(config) }, log);
    stopOnSignals(log, async () => {
      await app.close();
      await database.close();
    });
    await app.listen(config.port, config.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    announce(config, port, database, await isEmpty(dataSource));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function connect(database: DatabaseServer, config: Config, log: Logger): Promise<DataSource> {
  const dataSource = createDataSource(database.connection, { entities });
  try {
    await dataSource.initialize();
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    throw new ConfigError(`DATABASE_URL: ${database.description} cannot be reached`, {
      cause: error,
    });
  }
  if (config.migrate) {
    for (const name of await migrate(dataSource)) log.info(`Migrated: ${name}`);
  }
  return dataSource;
}

function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    first = Date.now();
    log.info(`${signal}: finishing the requests under way`);
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** A handful of lines for whoever has just started it. */
function announce(config: Config, port: number, database: DatabaseServer, empty: boolean): void {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl ?? `http://${host}:${port}`;
  const mail =
    config.smtpUrl === undefined
      ? `files in ${emlDirectory(config.dataDir)}`
      : new URL(config.smtpUrl).host;
  const lines = [
    `Movie API   ${address}/`,
    `Explorer    ${address}/swagger/`,
    `Database    ${database.description}`,
    `Mail        ${mail}`,
  ];
  if (empty && database.embedded) {
    lines.push('The catalogue is empty: npm run cli -- seed   fills it with a sample');
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

async function isEmpty(dataSource: DataSource): Promise<boolean> {
  const [row] = await dataSource.query<{ empty: boolean }[]>(
    'SELECT NOT EXISTS (SELECT FROM movies) AS empty',
  );
  return row?.empty === true;
}

const isListenError = (error: unknown): boolean =>
  ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
