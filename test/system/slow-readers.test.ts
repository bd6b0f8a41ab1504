import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

const MIB = 1024 * 1024;
const READERS = 120;
/** The first answers on a connection fill the system's buffers; the others wait in the server. */
const ASKED = 4;
const LARGEST = '/movies/?page_size=100';

let t: TestApp;
let server: ServerProcess;
let api: Client;
const sockets = new Set<Socket>();

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  await t.dataSource.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, description)
     SELECT 'film ' || n, 'film ' || n, 'film' || n, ARRAY['film', n::text], repeat('🎬', 4600)
     FROM generate_series(1, 100) AS n`,
  );
  server = await startServer({
    DATABASE_URL: databaseUrl(t.connection),
    JWT_SECRET,
    WORKER: 'off',
  });
  api = new Client(server.origin);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(async () => {
  await server.end();
  await t.close();
});

/** Asks for the largest page several times on one connection, and reads nothing until it is resumed. */
async function ask(times: number): Promise<{ socket: Socket; text(): string }> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  sockets.add(socket);
  let text = '';
  socket.on('error', () => undefined); // the server may close it
  await once(socket, 'connect');
  socket.pause();
  socket.on('data', (data: Buffer) => void (text += data.toString('latin1')));
  socket.pause();
  socket.write(
    `GET ${LARGEST} HTTP/1.1\r\nHost: ${new URL(server.origin).host}\r\n\r\n`.repeat(times),
  );
  return { socket, text: () => text };
}

/** Resident memory of the server, in bytes. */
const memory = (): number =>
  1024 *
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))![1]);

const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec((await api.get('/metrics')).text)![1]);

async function until(condition: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('It did not happen');
    await sleep(100);
  }
}

/** Opens connections that read nothing, a few at a time, until there is no room for their answers. */
async function exhaust(atLeast: number): Promise<void> {
  const turnedAway = async (): Promise<number> =>
    (await metric('http_unsent_refused_total')) +
    (await metric('http_slow_connections_closed_total'));
  const before = await turnedAway();
  await until(async () => {
    await Promise.all(Array.from({ length: 10 }, () => ask(ASKED)));
    await sleep(500);
    return sockets.size >= atLeast && (await turnedAway()) > before;
  }, 120);
}

/** A list as a client gets it that reads; nothing where a busy machine was too slow for that. */
async function listed(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(server.origin + path);
    const text = await response.text();
    return response.status === 200 ? text : undefined;
  } catch {
    return undefined; // closed as one that does not read
  }
}

test('answers that nobody reads take bounded memory, others are served, and it is given back', async () => {
  for (let warm = 0; warm < 20; warm += 1) await listed(LARGEST);
  const before = memory();
  await exhaust(READERS);
  let highest = memory();
  for (let look = 0; look < 20; look += 1) {
    await until(async () => (await listed('/movies/?page_size=1')) !== undefined, 60);
    expect(await listed('/health/live/')).toBeDefined();
    expect(await metric('http_unsent_bytes')).toBeLessThan(33 * MIB);
    highest = Math.max(highest, memory());
    await sleep(100);
  }
  expect(highest - before).toBeLessThan(400 * MIB);
  for (const socket of sockets) socket.destroy();
  await until(async () => (await metric('http_unsent_bytes')) < MIB, 30);
  await until(async () => {
    await listed('/movies/?page_size=20');
    return memory() - before < 150 * MIB;
  }, 60);
}, 300_000);

test('connections that do not read for seconds are closed when others need the room', async () => {
  const closed = (): Promise<number> => metric('http_slow_connections_closed_total');
  await exhaust(1);
  const before = await closed();
  await until(async () => {
    await listed(LARGEST);
    return (await closed()) > before;
  }, 60);
  await until(async () => (await listed(LARGEST)) !== undefined, 60);
}, 240_000);

test('a client that reads slowly gets the whole answer, beside others that do not read', async () => {
  await Promise.all(Array.from({ length: 10 }, () => ask(ASKED)));
  let whole = '';
  await until(async () => {
    whole = (await listed(LARGEST)) ?? '';
    return whole !== '';
  }, 60);
  let reader = await ask(1);
  await until(async () => {
    reader.socket.resume();
    await sleep(20);
    reader.socket.pause();
    // A machine that is busy with the answers that nobody reads: ask again.
    if (reader.text().startsWith('HTTP/1.1 503')) reader = await ask(1);
    return reader.text().endsWith('}');
  }, 60);
  expect(reader.text()).toMatch(/^HTTP\/1\.1 200 /);
  expect(Buffer.from(reader.text(), 'latin1').toString().endsWith(whole)).toBe(true);
}, 150_000);
