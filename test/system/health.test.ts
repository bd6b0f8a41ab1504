import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { startDatabaseProxy, type DatabaseProxy } from '../support/database-proxy.js';
import { someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { startSmtp } from '../support/smtp.js';
import { JWT_SECRET } from '../support/test-app.js';

let connection: TestConnection;
let drop: () => Promise<void>;
let proxy: DatabaseProxy;
let server: ServerProcess;
let api: Client;

const start = (env: Record<string, string> = {}): Promise<ServerProcess> =>
  startServer({ DATABASE_URL: proxy.url, JWT_SECRET, WORKER: 'off', ...env });

beforeAll(async () => {
  await loadDocument();
  ({ connection, drop } = await cloneDatabase());
  proxy = await startDatabaseProxy(connection);
  server = await start();
  api = new Client(server.origin);
});
afterAll(async () => {
  await server.end();
  await proxy.close();
  await drop();
});

/** Milliseconds until `/health/ready/` answers this status. */
async function readyIs(status: number, of = api): Promise<number> {
  const began = performance.now();
  while ((await of.get('/health/ready/')).status !== status) {
    if (performance.now() - began > 10_000) throw new Error(`It did not become ${status}`);
    await sleep(50);
  }
  return performance.now() - began;
}

async function query<T extends pg.QueryResultRow>(text: string): Promise<T[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

test('alive is alive, whatever the database does', async () => {
  expect((await api.get('/health/live/')).body).toEqual({ status: 'up' });
  proxy.cut();
  expect((await api.get('/health/live/')).body).toEqual({ status: 'up' });
  proxy.restore();
  await readyIs(200);
});

test.each(['cut', 'hang'] as const)(
  'a database that is away (%s) is noticed within 2 seconds, and so is its return',
  async (fault) => {
    await readyIs(200);
    proxy[fault]();
    expect(await readyIs(503)).toBeLessThan(2000);
    const { body, headers } = await api.get('/health/ready/');
    expect(body.detail).toBe('Missing: database, migrations.');
    expect(headers.get('retry-after')).toBe('2');

    const metrics = await api.get('/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(/^movie_api_database_up 0$/m);
    expect(metrics.text).not.toMatch(/^movie_api_mail_queue_depth /m);
    expect(metrics.text).toMatch(/^http_requests_in_flight 1$/m);

    proxy.restore();
    expect(await readyIs(200)).toBeLessThan(2000);
    expect((await api.get('/metrics')).text).toMatch(/^movie_api_database_up 1$/m);
  },
);

test('each change is one line of the log, however often it is asked', async () => {
  proxy.cut();
  await readyIs(503);
  for (let time = 0; time < 20; time += 1) await api.get('/health/ready/');
  proxy.restore();
  await readyIs(200);
  await sleep(400); // the log is written in pieces
  const lines = server.output().split('\n');
  const said = lines.filter((line) => line.includes('"Not ready: database, migrations"'));
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThan(6); // one for each test that took it away
  expect(lines.filter((line) => line.includes('"status":503'))).toEqual([]);
});

test('any number of pollers cost one statement in half a second', async () => {
  const scans = async (): Promise<number> => {
    await sleep(1500); // the statistics come in with a delay
    const [row] = await query<{ scans: number }>(
      `SELECT seq_scan + coalesce(idx_scan, 0) AS scans FROM pg_stat_user_tables WHERE relname = 'migrations'`,
    );
    return row!.scans;
  };
  const before = await scans();
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/health/ready/')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }
  const halfSeconds = (performance.now() - began) / 500;
  expect((await scans()) - before).toBeLessThanOrEqual(halfSeconds + 2);
});

test('a migration that is missing is named', async () => {
  const [row] = await query<{ name: string; timestamp: string }>(
    'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING name, timestamp',
  );
  await readyIs(503);
  expect((await api.get('/health/ready/')).body.detail).toBe('Missing: migrations.');
  await query(
    `INSERT INTO migrations (name, timestamp) VALUES ('${row!.name}', ${row!.timestamp})`,
  );
  await readyIs(200);
});

test('from the signal on it is not ready, while what is under way ends', async () => {
  const smtp = await startSmtp();
  const ending = await start({ WORKER: 'on', SMTP_URL: smtp.url, MAIL_FROM: 'a@example.org' });
  const own = new Client(ending.origin);
  const release = smtp.hangAt('DATA');
  await someMovie(own, await someUser(own));
  while (smtp.inHand === 0) await sleep(20);
  expect((await own.get('/health/ready/')).status).toBe(200);
  ending.child.kill('SIGTERM');
  expect(await readyIs(503, own)).toBeLessThan(1000);
  expect((await own.get('/health/ready/')).body.detail).toBe('The server is shutting down.');
  expect((await own.get('/health/live/')).status).toBe(200);
  release();
  expect(await ending.end()).toBe(0);
  await smtp.close();
});
