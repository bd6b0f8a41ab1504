import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.js';
import { cloneDatabase } from '../support/cluster.js';
import { someMovie, someUser } from '../support/factories.js';
import { checkAgainstDocument, loadDocument } from '../support/openapi.js';
import { parsed } from '../support/raw-answer.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

/** Fewer where the system has not so many files. */
const IDLE = 10_000;

let drop: () => Promise<void>;
let server: ServerProcess;
let api: Client;
let port: number;
const sockets = new Set<Socket>();

beforeAll(async () => {
  await loadDocument();
  const database = await cloneDatabase();
  drop = database.drop;
  const url = databaseUrl(database.connection);
  server = await startServer({ DATABASE_URL: url, JWT_SECRET, WORKER: 'off' });
  api = new Client(server.origin);
  port = Number(new URL(server.origin).port);
  await someMovie(api, await someUser(api));
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(async () => {
  await server.end();
  await drop();
});

async function open(first = ''): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  let text = '';
  socket.on('data', (data: Buffer) => void (text += data.toString()));
  socket.on('error', () => undefined); // closed by the server while this end still writes
  const answer = once(socket, 'close').then(() => text);
  await once(socket, 'connect');
  if (first !== '') socket.write(first);
  return { socket, answer };
}

/** One byte at a time, for as long as it is let. */
async function trickle(socket: Socket, text: string, everyMs: number): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(everyMs);
  }
}

async function expectServing(): Promise<void> {
  expect((await api.get('/movies/')).status).toBe(200);
}

/** Resident memory of the server, in MB. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))![1]) /
  1024;

test('headers that never end are 408 after some ten seconds, and others are served meanwhile', async () => {
  const slow = await Promise.all(
    Array.from({ length: 200 }, () => open('GET /movies/ HTTP/1.1\r\n')),
  );
  const silent = await open();
  for (const { socket } of slow) void trickle(socket, `X-Slow: ${'x'.repeat(60)}`, 1000);
  const began = performance.now();
  await sleep(1000);
  await expectServing();
  for (const { answer } of slow) {
    const text = await answer;
    const timeout = parsed(text);
    expect(timeout.status).toBe(408);
    checkAgainstDocument('GET', '/movies/', timeout);
  }
  await silent.answer; // closed as well
  expect(performance.now() - began).toBeLessThan(16_000);
}, 30_000);

test('bodies that come byte by byte keep nobody out', async () => {
  const slow = await Promise.all(
    Array.from({ length: 1200 }, () =>
      open(
        'POST /login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n',
      ),
    ),
  );
  for (const { socket } of slow) void trickle(socket, 'xxx', 300);
  for (let round = 0; round < 10; round += 1) {
    await expectServing();
    await sleep(100);
  }
}, 30_000);

test('headers beyond 16 KiB are 431, a hundred at once', async () => {
  const all = await Promise.all(
    Array.from({ length: 100 }, () =>
      open(`GET /movies/ HTTP/1.1\r\nHost: x\r\nX-Huge: ${'x'.repeat(1_000_000)}\r\n\r\n`),
    ),
  );
  for (const { answer } of all) expect(await answer).toMatch(/^(?:HTTP\/1\.1 431 |$)/);
  await expectServing();
}, 30_000);

test('answers that nobody reads keep nobody out', async () => {
  const all = await Promise.all(Array.from({ length: 200 }, () => open()));
  for (const { socket } of all) {
    socket.pause();
    socket.write('GET /movies/ HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(5));
  }
  await sleep(2000);
  await expectServing();
  expect((await api.get('/health/ready/')).status).toBe(200);
}, 30_000);

test('ten thousand idle connections cost little, and keep nobody out', async () => {
  const files = Number(/open files +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);
  const count = Math.min(IDLE, files - 1000);
  const before = memory();
  const child = fork(join(import.meta.dirname, '../support/idle-connections.mjs'), [
    String(port),
    String(count),
  ]);
  let standing = { open: 0, failed: 0 };
  child.on('message', (message) => void (standing = message as typeof standing));
  for (let waited = 0; standing.open < count && waited < 900; waited += 1) await sleep(100);
  expect(standing).toEqual({ open: count, failed: 0 });
  await expectServing();
  expect(memory() - before).toBeLessThan(count * 0.03);
  child.disconnect();
  await once(child, 'exit');
  await expectServing();
  expect(server.child.exitCode).toBeNull();
}, 30_000);
