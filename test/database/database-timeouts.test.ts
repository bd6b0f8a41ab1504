import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { poolOf } from '../../src/database/connect/data-source.js';
import { Sql } from '../../src/database/run/sql.js';
import { Transactions } from '../../src/database/run/transactions.js';
import type { Answer } from '../support/client.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { toProblem } from '../../src/http/problems/problem.filter.js';

let t: TestApp;
let admin: pg.Client;
let user: TestUser;
let movieId: number;
beforeAll(async () => {
  t = await startTestApp({ worker: false, statementTimeoutSeconds: 3 });
  admin = new pg.Client(t.connection);
  await admin.connect();
  user = await someUser(t.api);
  movieId = (await someMovie(t.api, user)).id;
});
afterAll(async () => {
  await admin.end();
  await t.close();
});

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const like = (): Promise<Answer> =>
  t.api.post(`/movies/${movieId}/like/`, undefined, { token: user.token });

function expectUnavailable({ status, headers, body }: Answer, detail: RegExp): void {
  expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  expect(body.detail).toMatch(detail);
}

test('every connection of the server has its limits', async () => {
  const { rows } = await poolOf(t.dataSource).query(
    `SELECT name, setting::int AS ms FROM pg_settings
     WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')
     ORDER BY name`,
  );
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', ms: 10_000 },
    { name: 'lock_timeout', ms: 2000 },
    { name: 'statement_timeout', ms: 3000 },
  ]);
});

test('a lock that is not let go: 503, also for those who find no connection', async () => {
  await admin.query('BEGIN; LOCK TABLE likes');
  const answers = times(40, like);
  // Quick reads have connections of their own.
  expect((await t.api.get(`/movies/${movieId}/`)).status).toBe(200);
  for (const answer of await Promise.all(answers)) {
    expectUnavailable(answer, /^The database took too long/);
  }
  await admin.query('ROLLBACK');
  expect((await like()).status).toBeLessThan(300);
});

test('a statement beyond its time is broken off: 503, and slow is not away', async () => {
  const sql = t.app.get(Sql);
  const began = performance.now();
  const error = await sql.rows({ text: 'SELECT pg_sleep(30)' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: '57014' });
  expect(performance.now() - began).toBeGreaterThan(2900);
  expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  await expect(sql.rows({ text: 'SELECT pg_sleep(2.5)' })).resolves.toHaveLength(1);
});

test('a burst is served, also beyond the time for which a silent database is waited for', async () => {
  const sql = t.app.get(Sql);
  const began = performance.now();
  await Promise.all(times(90, () => sql.rows({ text: 'SELECT pg_sleep(0.3)' })));
  expect(performance.now() - began).toBeGreaterThan(2500); // nine turns of ten connections
});

test('two transactions in each other’s way: the loser is done again, and both are done', async () => {
  const transactions = t.app.get(Transactions);
  await admin.query('CREATE TABLE turns (id int PRIMARY KEY, done int NOT NULL DEFAULT 0)');
  await admin.query('INSERT INTO turns VALUES (1), (2)');
  let attempts = 0;
  const both = (first: number, second: number): Promise<void> =>
    transactions.run(async (manager) => {
      attempts += 1;
      await manager.query('UPDATE turns SET done = done + 1 WHERE id = $1', [first]);
      await sleep(100);
      await manager.query('UPDATE turns SET done = done + 1 WHERE id = $1', [second]);
    });
  await Promise.all([both(1, 2), both(2, 1)]);
  expect(attempts).toBeGreaterThan(2);
  const { rows } = await admin.query('SELECT done FROM turns');
  expect(rows).toEqual([{ done: 2 }, { done: 2 }]);
});

test('a conflict that does not end is given up after some three seconds: 503', async () => {
  const transactions = t.app.get(Transactions);
  let attempts = 0;
  const error = await transactions
    .run(async (manager) => {
      attempts += 1;
      await sleep(1200);
      await manager.query(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
    })
    .catch((reason: unknown) => reason);
  expect(attempts).toBeLessThanOrEqual(4);
  expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
});

test('an error of a connection that nobody listens to does not end the process', async () => {
  const connection = await poolOf(t.dataSource).connect();
  const lose = (): boolean => connection.emit('error', new Error('postmaster exit'));
  try {
    expect(lose).not.toThrow();
  } finally {
    connection.release(true);
  }
  expect((await like()).status).toBeLessThan(300);
});

test('a connection that PostgreSQL ends inside a transaction is one that is lost', async () => {
  const error = await t.app
    .get(Transactions)
    .run(async (manager) => {
      await manager.query(`SET LOCAL idle_in_transaction_session_timeout = '50ms'`);
      await sleep(300);
      await manager.query('SELECT 1');
    })
    .catch((reason: unknown) => reason);
  expect(toProblem(error)).toMatchObject({ status: 503 });
  expect((await like()).status).toBeLessThan(300);
});
