import { createServer, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { isDatabaseAway } from '../../src/database/errors/failure.js';
import { Pipeline } from '../../src/database/run/pipeline.js';
import { prepared } from '../../src/database/run/statement.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';

const ECHO = prepared('SELECT $1::integer AS number');
const DIVIDE = prepared('SELECT 1 / $1::integer AS number');
const SLEEP = prepared('SELECT pg_sleep($1::float8) IS NULL AS number');

let connection: TestConnection;
let drop: () => Promise<void>;
let admin: pg.Client;
let pipeline: Pipeline;

beforeAll(async () => {
  ({ connection, drop } = await cloneDatabase());
  admin = new pg.Client(connection);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await drop();
});
beforeEach(() => {
  pipeline = new Pipeline({ ...connection, application_name: 'pipeline test' }, 2);
});
afterEach(() => pipeline.close());

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const echo = async (number: number): Promise<unknown> =>
  (await pipeline.query<{ number: number }>(ECHO, [number]))[0]!.number;

const cutConnections = (): Promise<unknown> =>
  admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipeline test'`,
  );

test('each statement gets its own answer, however many are under way', async () => {
  expect(await Promise.all(numbers(2000).map(echo))).toEqual(numbers(2000));
  const { rows } = await admin.query(
    `SELECT count(*)::integer FROM pg_stat_activity WHERE application_name = 'pipeline test'`,
  );
  expect(rows[0].count).toBe(2);
  expect(pipeline.counts).toEqual({ open: 2, idle: 2, waiting: 0 });
});

test('a statement that fails fails alone', async () => {
  const results = await Promise.allSettled(
    numbers(100).map((number) => pipeline.query(number % 10 === 0 ? DIVIDE : ECHO, [number % 10])),
  );
  const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
  expect(failed).toEqual(numbers(10).map((ten) => ten * 10));
});

test('a slow statement holds up what is on its connection, and nothing else', async () => {
  await echo(0);
  let slow = true;
  const sleeping = pipeline.query(SLEEP, [0.5]).then(() => (slow = false));
  expect(await echo(1)).toBe(1);
  expect(slow).toBe(true);
  await sleeping;
});

test('what is under way when the connection is lost is told so, what comes next is served', async () => {
  const under = numbers(10).map(() => pipeline.query(SLEEP, [5]).catch((error: Error) => error));
  await echo(1).catch(() => undefined); // until both are open
  await cutConnections();
  for (const error of await Promise.all(under)) expect(isDatabaseAway(error)).toBe(true);
  expect(await echo(2)).toBe(2);
});

test('an idle connection that was cut is opened again', async () => {
  await Promise.all(numbers(10).map(echo));
  await cutConnections();
  await new Promise((done) => setTimeout(done, 100));
  expect(await Promise.all(numbers(10).map(echo))).toEqual(numbers(10));
});

describe('a server that falls silent', () => {
  let proxy: Server;
  let silent = false;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    proxy = createServer((near) => {
      const far = connect(join(connection.host, `.s.PGSQL.${connection.port}`));
      for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
      near.on('data', (data) => silent || far.write(data)).on('close', () => far.destroy());
      far.on('data', (data) => silent || near.write(data));
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });

  test('is given up after some two seconds', async () => {
    const { port } = proxy.address() as { port: number };
    const through = new Pipeline({ ...connection, host: '127.0.0.1', port }, 1);
    await through.query(ECHO, [1]);
    silent = true;
    const error = await through.query(ECHO, [2]).catch((reason: Error) => reason);
    expect(isDatabaseAway(error)).toBe(true);
    silent = false;
    expect(await through.query(ECHO, [3])).toEqual([{ number: 3 }]);
    await through.close();
  });
});

test('nothing is asked of a pipeline that was closed', async () => {
  const closed = new Pipeline(connection, 1);
  await closed.close();
  await expect(closed.query(ECHO, [1])).rejects.toThrow(/after calling end/);
});
