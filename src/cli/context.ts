import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { ConfigModule } from '../config/config.module.js';
import { loadConfig, type Config } from '../config/environment.js';
import { jwtSecret } from '../config/jwt-secret.js';
import { openDatabaseServer } from '../database/connect/connection.js';
import { createDataSource } from '../database/connect/data-source.js';
import { DatabaseModule } from '../database/database.module.js';
import { isSchemaLacking } from '../database/errors/failure.js';
import { migrate, migrationStatus } from '../database/migrations/migrate.js';
import { whyUnusable } from '../database/errors/unusable.js';
import { DiscoverModule } from '../discover/discover.module.js';
import { ExchangeModule } from '../exchange/exchange.module.js';
import { HttpModule } from '../http/http.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PagingModule } from '../paging/paging.module.js';
import { SearchModule } from '../search/search.module.js';
import { UsersModule } from '../users/users.module.js';
import { CommandError } from './command.js';
import { entities } from '../process/connect-database.js';

@Module({})
class CliModule {
  static with(
    config: Config,
    secrets: string,
    dataSource: DataSource,
    more: readonly Type[],
  ): DynamicModule {
    return {
      module: CliModule,
      imports: [
        ConfigModule.with(config, secrets),
        DatabaseModule.with(dataSource),
        HttpModule,
        PagingModule,
        MailModule,
        UsersModule,
        SearchModule,
        DiscoverModule,
        ExchangeModule,
        ...more,
      ],
    };
  }
}

/** Runs a command on the configured database, whether or not a server runs beside it. */
export async function withDatabase<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const database = await openDatabaseServer(config, 'command', say);
  const dataSource = createDataSource(database.connection, {
    entities,
    poolSize: 4, // an import has two of its own
    applicationName: 'movie-api command',
  });
  try {
    await dataSource.initialize();
    return await work(dataSource);
  } catch (error) {
    const why = whyUnusable(error, database.description);
    if (why === undefined) throw error;
    throw new CommandError(why, { cause: error });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.close();
  }
}

/**
 * As {@link withDatabase}, migrated first (unless `MIGRATE=off`), with the features' services.
 *
 * @param more modules that only this command needs
 */
export function withServices<T>(
  work: (services: INestApplicationContext, config: Config) => Promise<T>,
  more: readonly Type[] = [],
): Promise<T> {
  return withDatabase(async (dataSource) => {
    const config = loadConfig();
    if (config.migrate) await migrate(dataSource);
    const module = CliModule.with(config, await jwtSecret(config), dataSource, more);
    const context = await NestFactory.createApplicationContext(module, {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work(context, config);
    } catch (error) {
      throw (await notMigrated(error, dataSource)) ?? error;
    } finally {
      await context.close(); // and with it the data source
    }
  });
}

/** What to do where a command asks for what a migration would have made. */
async function notMigrated(
  error: unknown,
  dataSource: DataSource,
): Promise<CommandError | undefined> {
  if (!isSchemaLacking(error)) return undefined;
  const status = await migrationStatus(dataSource);
  const missing = status.filter(({ applied }) => !applied).length;
  if (missing === 0) return undefined;
  return new CommandError(
    `The database lacks ${missing} of ${status.length} migrations: npm run cli -- db:migrate`,
    { cause: error },
  );
}
