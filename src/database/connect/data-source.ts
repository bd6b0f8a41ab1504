import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { DatabaseServer } from './connection.js';
import { migrations } from '../migrations/migration-files.js';
import { Pipeline } from '../run/pipeline.js';
import { pipelineSize, POOL_SIZE } from './client.js';
import { PatientPool } from './patient-pool.js';

/** PostgreSQL's `int8` as a number: ids and counts stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** A calendar day stays text (`2026-11-22`): a `Date` would drag a time zone in. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Milliseconds that a request waits for a connection while none gets free: see {@link PatientPool}. */
const CONNECT_TIMEOUT_MS = 1500;

/** Milliseconds without a word after which the system asks whether the other end is still there. */
const KEEPALIVE_MS = 10_000;

/**
 * Milliseconds that a statement of a request waits for a lock. More than PostgreSQL's
 * `deadlock_timeout` of a second: a deadlock is found, and done again, before.
 */
const LOCK_TIMEOUT_MS = 2000;

/** Milliseconds after which PostgreSQL takes back the locks of a process that has stopped in a transaction. */
const IDLE_IN_TRANSACTION_MS = 10_000;

export interface DataSourceSettings {
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  /** Connections in the pool. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** Seconds that a statement may take, for those that serve requests; else there is no limit to anything. */
  readonly statementTimeoutSeconds?: number;
}

/** The data source of the server, the commands and the tests. Not yet connected. */
export function createDataSource(
  connection: DatabaseServer['connection'],
  settings: DataSourceSettings,
): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: { ...pg, Pool: PatientPool },
    entities: [...settings.entities] as Function[],
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: settings.applicationName ?? 'movie-api',
    // pg reads what TypeORM has no option for; with a Unix socket there is only a host to give.
    extra: {
      ...connection,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEPALIVE_MS,
      ...limits(settings.statementTimeoutSeconds),
    },
  });
}

/** Told to PostgreSQL with the first message of a connection: it costs no message of its own. */
const limits = (statementTimeoutSeconds: number | undefined): pg.ClientConfig =>
  statementTimeoutSeconds === undefined
    ? {}
    : {
        statement_timeout: statementTimeoutSeconds * 1000,
        lock_timeout: LOCK_TIMEOUT_MS,
        idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      };

/** The pool below TypeORM, for statements that are worth preparing once a connection. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

/** Beside the pool, to the same server: see {@link Pipeline}. */
export function pipelineOf(dataSource: DataSource): Pipeline {
  const { options } = poolOf(dataSource);
  return new Pipeline(options, pipelineSize(options.max ?? POOL_SIZE));
}
