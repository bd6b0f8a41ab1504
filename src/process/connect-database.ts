import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ConfigError, type Config } from '../config/environment.js';
import type { DatabaseServer } from '../database/connect/connection.js';
import { createDataSource } from '../database/connect/data-source.js';
import { failureOf } from '../database/errors/failure.js';
import { migrate } from '../database/migrations/migrate.js';
import { whyUnfit, whyUnusable } from '../database/errors/unusable.js';
import { PasswordReset } from '../auth/password-reset.entity.js';
import { Session } from '../auth/session.entity.js';
import { Comment } from '../comments/comment.entity.js';
import { Movie } from '../movies/movie.entity.js';
import { User } from '../users/user.entity.js';

/** The tables that are written through repositories; the others know only SQL. */
export const entities = [User, Session, PasswordReset, Movie, Comment];

/**
 * The data source on a database that has answered, migrated unless `MIGRATE=off`.
 *
 * @param poolSize connections in its pool
 * @throws {ConfigError} when the database cannot be used
 */
export async function connect(
  database: Pick<DatabaseServer, 'connection' | 'description'>,
  config: Pick<Config, 'migrate' | 'statementTimeoutSeconds'>,
  log: Logger,
  poolSize?: number,
): Promise<DataSource> {
  const { statementTimeoutSeconds } = config;
  try {
    if (config.migrate) await migrateAlone(database, log);
    const settings = { entities, poolSize, statementTimeoutSeconds };
    return await createDataSource(database.connection, settings).initialize();
  } catch (error) {
    const why = whyUnusable(error, database.description);
    if (why === undefined) throw error;
    throw new ConfigError(why, { cause: error });
  }
}

/** On connections of its own: a migration takes as long as it takes. */
async function migrateAlone(
  database: Pick<DatabaseServer, 'connection' | 'description'>,
  log: Logger,
): Promise<void> {
  const dataSource = createDataSource(database.connection, { entities: [], poolSize: 2 });
  await dataSource.initialize();
  try {
    const why = await whyUnfit(dataSource, database.description);
    if (why !== undefined) throw new ConfigError(why);
    for (const name of await migrate(dataSource)) log.info(`Migrated: ${name}`);
  } finally {
    await dataSource.destroy();
  }
}

/** Whether there is no movie yet. Where nobody has migrated (`MIGRATE=off`), nobody knows. */
export async function isEmpty(dataSource: DataSource): Promise<boolean> {
  try {
    const [row] = await dataSource.query<{ empty: boolean }[]>(
      'SELECT NOT EXISTS (SELECT FROM movies) AS empty',
    );
    return row?.empty === true;
  } catch (error) {
    if (failureOf(error)?.code !== '42P01') throw error; // undefined_table
    return false;
  }
}
