import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ConfigError, type Config } from './config/environment.js';
import type { DatabaseServer } from './database/connection.js';
import { createDataSource } from './database/data-source.js';
import { EmbeddedDatabaseError } from './database/embedded/embedded.error.js';
import { errorText } from './database/error-text.js';
import { isDatabaseAway } from './database/failure.js';
import { migrate } from './database/migrate.js';
import { entities } from './entities.js';

/** A second signal ends at once; one that comes this soon is the same Ctrl-C, passed on by npm. */
const SAME_SIGNAL_MS = 1000;

/** Runs what starts a process; when that fails, says why and ends with exit code 1. */
export async function runProcess(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const foreseen = error instanceof ConfigError || error instanceof EmbeddedDatabaseError;
    if (foreseen || isListenError(error)) process.stderr.write(`${(error as Error).message}\n`);
    else process.stderr.write(`${errorText(error)}\n`);
    process.exit(1);
  }
}

/**
 * The data source on a database that has answered, migrated unless `MIGRATE=off`.
 *
 * @throws {ConfigError} when the database cannot be reached
 */
export async function connect(
  database: DatabaseServer,
  config: Config,
  log: Logger,
): Promise<DataSource> {
  const { statementTimeoutSeconds } = config;
  try {
    if (config.migrate) await migrateAlone(database, log);
    const dataSource = createDataSource(database.connection, { entities, statementTimeoutSeconds });
    return await dataSource.initialize();
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    throw new ConfigError(`DATABASE_URL: ${database.description} cannot be reached`, {
      cause: error,
    });
  }
}

/** On connections of its own: a migration takes as long as it takes. */
async function migrateAlone(database: DatabaseServer, log: Logger): Promise<void> {
  const dataSource = createDataSource(database.connection, { entities: [], poolSize: 2 });
  await dataSource.initialize();
  try {
    for (const name of await migrate(dataSource)) log.info(`Migrated: ${name}`);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Ends the process on SIGTERM and SIGINT; a second signal does so at once.
 *
 * @param doing what the first one waits for, for the log
 */
export function stopOnSignals(log: Logger, doing: string, stop: () => Promise<void>): void {
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    first = Date.now();
    log.info(`${signal}: ${doing}`);
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error({ error: errorText(error) }, 'The end failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

const isListenError = (error: unknown): boolean =>
  ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
