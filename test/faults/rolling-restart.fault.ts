import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { brokenInvariants } from '../support/invariants.js';
import { loadDocument } from '../support/openapi.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';
import { figures, sums } from './support/figures.js';
import { freePort } from '../support/free-port.js';
import { findHaproxy, Haproxy } from './support/haproxy.js';
import { someWriters, startLoad, stopEveryLoad } from './support/load.js';
import { Readers } from './support/readers.js';
import { settle } from './support/settle.js';

const ROUNDS = 2;
const WRITERS = 6;
const READERS = 6;

const program = findHaproxy();
if (program === undefined)
  process.stderr.write('Skipped: no HAProxy here (apt-get install haproxy, or set HAPROXY)\n');

let connection: TestConnection;
let drop: (() => Promise<void>) | undefined;
let proxy: Haproxy | undefined;
const servers: ServerProcess[] = [];
afterEach(stopEveryLoad);
afterAll(async () => {
  await proxy?.end();
  for (const server of servers) await server.end();
  await drop?.();
});

const behindHaproxy = program === undefined ? describe.skip : describe;

behindHaproxy('two instances behind HAProxy', () => {
  test('restarted in turn under load: no request fails', async () => {
    await loadDocument();
    ({ connection, drop } = await cloneDatabase());
    const ports = [await freePort(), await freePort()] as const;
    const start = (port: number): Promise<ServerProcess> =>
      startServer({
        DATABASE_URL: databaseUrl(connection),
        JWT_SECRET,
        WORKER: 'off',
        PORT: String(port),
        SHUTDOWN_DELAY: '3s',
        TRUST_PROXY: '127.0.0.1',
      });
    servers.push(await start(ports[0]), await start(ports[1]));
    proxy = await Haproxy.start(program!, [...ports]);
    await proxy.isUp('one');
    await proxy.isUp('two');

    const writers = await someWriters(new Client(proxy.origin), WRITERS, 4);
    const load = startLoad(proxy.origin, writers, 'end');
    const readers = new Readers(proxy.origin, READERS, writers[0]!.user.token);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, name] of (['one', 'two'] as const).entries()) {
        await sleep(300);
        expect(await servers[index]!.end()).toBe(0);
        servers[index] = await start(ports[index]!);
        await proxy.isUp(name);
      }
    }
    const acknowledged = load.acknowledged();
    await load.stop();
    const reads = await readers.stop();
    expect([...load.lastWords, ...readers.lastWords]).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);

    const client = new pg.Client(connection);
    await client.connect();
    expect(await settle(client, writers)).toEqual([]);
    expect(await brokenInvariants(client)).toEqual({});
    await client.end();
    figures({ restarts: 2 * ROUNDS, ...sums(writers), reads });
  });
});
