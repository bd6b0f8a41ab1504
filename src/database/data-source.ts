import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { DatabaseServer } from './connection.js';
import { migrations } from './migrations/index.js';
import { Pipeline } from './pipeline.js';

/** PostgreSQL's `int8` as a number: ids and counts stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** A calendar day stays text (`2026-11-22`): a `Date` would drag a time zone in. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Milliseconds that a request waits for a connection before it is told to come back later. */
const CONNECT_TIMEOUT_MS = 2000;

export interface DataSourceSettings {
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  /** Connections in the pool. */
  readonly poolSize?: number;
  readonly applicationName?: string;
}

/** The data source of the server, the commands and the tests. Not yet connected. */
export function createDataSource(
  connection: DatabaseServer['connection'],
  settings: DataSourceSettings,
): DataSource {
  return new DataSource({
    type: 'postgres',
    entities: [...settings.entities] as Function[],
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize ?? 10,
    applicationName: settings.applicationName ?? 'movie-api',
    // pg reads what TypeORM has no option for; with a Unix socket there is only a host to give.
    extra: { ...connection, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true },
  });
}

/** The pool below TypeORM, for statements that are worth preparing once a connection. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

/** Connections for quick statements. PostgreSQL works at as many at once; each serves many requests. */
export const PIPELINE_SIZE = 4;

/** Beside the pool, to the same server: see {@link Pipeline}. */
export const pipelineOf = (dataSource: DataSource): Pipeline =>
  new Pipeline(poolOf(dataSource).options, PIPELINE_SIZE);
