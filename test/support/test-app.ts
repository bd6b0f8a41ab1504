import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createApp } from '../../src/app.setup.js';
import { readConfig, type Config } from '../../src/config/environment.js';
import { createDataSource } from '../../src/database/connect/data-source.js';
import { Sql } from '../../src/database/run/sql.js';
import { Client } from './client.js';
import { cloneDatabase, type TestConnection } from './cluster.js';
import { collectLog } from './log-collection.js';
import { loadDocument } from './openapi.js';
import { until } from './processes.js';
import { entities } from '../../src/process/connect-database.js';

export const JWT_SECRET = 'a secret of the tests that is long enough';

/** The application on a database of its own, listening on a free port of loopback. */
export interface TestApp {
  readonly api: Client;
  readonly app: NestFastifyApplication;
  readonly dataSource: DataSource;
  readonly connection: TestConnection;
  readonly dataDir: string;
  /** Log lines of all its instances, parsed: Nest has one logger for the whole process. */
  readonly logged: Record<string, unknown>[];
  /** A second instance on the same database, in this process. */
  another(env?: Record<string, string>): Promise<Pick<Instance, 'api' | 'close'>>;
  close(): Promise<void>;
}

export async function startTestApp(overrides: Partial<Config> = {}): Promise<TestApp> {
  await loadDocument();
  const { connection, drop } = await cloneDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'movie-api-test-data-'));
  const logged: Record<string, unknown>[] = [];
  const settings = { DATA_DIR: dataDir, RATE_LIMIT_PER_MINUTE: '0', SIGN_UP_PER_HOUR: '0' };
  // Tests fill tables through the same connections: that takes what it takes.
  const config = { ...readConfig({ ...settings, STATEMENT_TIMEOUT: '5m' }), ...overrides };
  const first = await instance(connection, config, logged);
  const others = new Set<Instance>();
  return {
    ...first,
    connection,
    dataDir,
    logged,
    another: async (env = {}) => {
      const other = await instance(connection, readConfig({ ...settings, ...env }), logged);
      others.add(other);
      const close = (): Promise<void> => {
        others.delete(other);
        return other.close();
      };
      return { api: other.api, close };
    },
    close: async () => {
      for (const other of others) await other.close(); // also those that a failed test has left
      await first.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Instance = Pick<TestApp, 'api' | 'app' | 'dataSource'> & { close(): Promise<void> };

async function instance(
  connection: TestConnection,
  config: Config,
  logged: Record<string, unknown>[],
): Promise<Instance> {
  const { statementTimeoutSeconds, jwtSecret = JWT_SECRET, host } = config;
  const dataSource = createDataSource(connection, { entities, statementTimeoutSeconds });
  await dataSource.initialize();
  const write = (line: string): void => {
    collectLog(line);
    logged.push(JSON.parse(line) as Record<string, unknown>);
  };
  const log = pino({ level: 'info', base: null }, { write });
  const app = await createApp({ config, dataSource, jwtSecret }, log);
  await app.listen(0, host);
  // As whoever waits for readiness: on a busy machine the first connection may take too long.
  const sql = app.get(Sql);
  await until('the database answers', () =>
    sql.rows({ text: 'SELECT 1', quick: true }).then(
      () => true,
      () => false,
    ),
  );
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { api: new Client(`http://127.0.0.1:${port}`), app, dataSource, close: () => app.close() };
}
