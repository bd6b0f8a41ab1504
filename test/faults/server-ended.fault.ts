import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { brokenInvariants } from '../support/invariants.js';
import { loadDocument } from '../support/openapi.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';
import { Readers } from './support/readers.js';
import { figures, sums } from './support/figures.js';
import { someWriters, startLoad, stopEveryLoad } from './support/load.js';
import { settle } from './support/settle.js';

const ENDS = 10;
const WRITERS = 6;
const READERS = 6;

let connection: TestConnection;
let drop: () => Promise<void>;
let server: ServerProcess | undefined;
beforeAll(async () => {
  await loadDocument();
  ({ connection, drop } = await cloneDatabase());
});
afterEach(stopEveryLoad);
afterAll(async () => {
  await server?.end();
  await drop();
});

const start = (): Promise<ServerProcess> =>
  startServer({ DATABASE_URL: databaseUrl(connection), JWT_SECRET, WORKER: 'off' });

test(`SIGTERM under load, ${ENDS} times: each request that was accepted is answered`, async () => {
  server = await start();
  const writers = await someWriters(new Client(server.origin), WRITERS, 3);
  let reads = 0;
  for (let end = 0; end < ENDS; end += 1) {
    const load = startLoad(server.origin, writers, 'end');
    const readers = new Readers(server.origin, READERS, writers[0]!.user.token);
    await load.reached(10 * WRITERS);
    await sleep(Math.random() * 200);
    expect(await server.end()).toBe(0);
    await load.ended;
    reads += await readers.ended;
    // Each ends when nobody listens any more. Before that no answer was missing, none was a 503.
    expect([...load.lastWords, ...readers.lastWords].filter((word) => !isRefusal(word))).toEqual(
      [],
    );
    expect([...load.lastWords, ...readers.lastWords]).toHaveLength(WRITERS + READERS);
    server = await start();
  }
  const client = new pg.Client(connection);
  await client.connect();
  expect(await settle(client, writers)).toEqual([]);
  expect(await brokenInvariants(client)).toEqual({});
  await client.end();
  figures({ ends: ENDS, ...sums(writers), reads });
});

const isRefusal = (text: string): boolean => text.endsWith(': ECONNREFUSED');
