import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '../support/client.js';
import { loadDocument } from '../support/openapi.js';
import { someMovie, someUser } from '../support/factories.js';
import { startServer, type ServerProcess } from '../support/server-process.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');

let dataDir: string;
const servers: ServerProcess[] = [];
beforeAll(() => loadDocument());
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'movie-api-embedded-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (env: Record<string, string> = {}): Promise<ServerProcess> => {
  const server = await startServer({ DATA_DIR: dataDir, ...env });
  servers.push(server);
  return server;
};

/** @returns the postmaster's process id, or `undefined` where none lives */
function postmaster(folder = dataDir): number | undefined {
  const file = join(folder, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

test('the first start makes the database, with its durability on; an end leaves no process', async () => {
  const server = await start();
  const api = new Client(server.origin);
  const user = await someUser(api);
  await someMovie(api, user);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0);
  expect(statSync(join(dataDir, 'jwt-secret')).mode & 0o077).toBe(0);
  const settings = readFileSync(join(dataDir, 'postgres', 'postgresql.conf'), 'utf8');
  expect(settings).not.toMatch(/^\s*(?:fsync|synchronous_commit|full_page_writes)\s*=\s*off/m);
  expect(await server.end()).toBe(0);
  expect(postmaster()).toBeUndefined();

  const again = await start();
  const second = new Client(again.origin);
  expect((await second.get('/movies/')).body.count).toBe(1);
  expect((await second.post('/movies/', { title: 'x' }, { token: user.token })).status).toBe(201);
});

test('Ctrl-C, which reaches the whole group, ends in order', async () => {
  const server = await start();
  expect(await server.end('SIGINT')).toBe(0);
  expect(postmaster()).toBeUndefined();
});

test('kill -9 of the API loses nothing acknowledged, and the next start adopts the database', async () => {
  const first = await start();
  const api = new Client(first.origin);
  const user = await someUser(api);
  const acknowledged: number[] = [];
  const writers = Array.from({ length: 4 }, async () => {
    try {
      for (;;) acknowledged.push((await someMovie(api, user)).id);
    } catch {
      // the server is gone
    }
  });
  while (acknowledged.length < 40) await new Promise((done) => setTimeout(done, 5));
  await first.end('SIGKILL');
  await Promise.all(writers);
  const orphan = postmaster();
  expect(orphan).toBeDefined();

  const second = await start();
  expect(postmaster()).toBe(orphan);
  const after = new Client(second.origin);
  for (const id of acknowledged) expect((await after.get(`/movies/${id}/`)).status).toBe(200);
  expect(await second.end()).toBe(0);
  expect(postmaster()).toBeUndefined();
});

test('kill -9 of both is healed by the next start', async () => {
  const first = await start();
  const user = await someUser(new Client(first.origin));
  const pid = postmaster()!;
  await first.end('SIGKILL');
  process.kill(pid, 'SIGKILL');
  const second = await start();
  const login = await new Client(second.origin).post(
    '/movies/',
    { title: 'x' },
    { token: user.token },
  );
  expect(login.status).toBe(201);
});

test('a database that dies under the API: 503 meanwhile, and it comes back by itself', async () => {
  const server = await start();
  const api = new Client(server.origin);
  process.kill(postmaster()!, 'SIGKILL');
  const seen = new Set<number>();
  const deadline = Date.now() + 15_000;
  let last = 0;
  while (Date.now() < deadline && !(seen.has(503) && last === 200)) {
    const answer = await api.get('/movies/');
    last = answer.status;
    seen.add(last);
    if (last === 503) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    await new Promise((done) => setTimeout(done, 20));
  }
  expect([...seen].sort()).toEqual([200, 503]);
  expect(last).toBe(200);
});

test('a second application on the same folder ends with one clear line', async () => {
  await start();
  const second = startServer({ DATA_DIR: dataDir });
  await expect(second).rejects.toThrow(
    /^The server did not start: .*is in use by another Movie API \(process \d+\): stop it, or set DATA_DIR to another folder\n$/,
  );
});

test('two first starts at once: one serves, the other gives up', async () => {
  const both = await Promise.allSettled([
    startServer({ DATA_DIR: dataDir }),
    startServer({ DATA_DIR: dataDir }),
  ]);
  const served = both.filter((result) => result.status === 'fulfilled');
  for (const { value } of served) servers.push(value);
  expect(served).toHaveLength(1);
});

test('a command works beside a running server, and by itself', async () => {
  const cli = (...parameters: string[]) =>
    run('node', ['dist/cli.js', ...parameters], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
    });
  expect((await cli('db:migrate')).stdout).toContain('Migrated: 0001');
  expect(postmaster()).toBeUndefined();
  const server = await start();
  const api = new Client(server.origin);
  const { username } = await someUser(api);
  expect((await cli('users:promote', username)).stdout).toBe(`${username} is now an admin\n`);
  expect((await api.get('/health/ready/')).status).toBe(200);
  await server.end();
  expect((await cli('db:status')).stdout).not.toContain('missing');
  expect(postmaster()).toBeUndefined();
});

test('a folder whose path is too long for a socket, and below one closed to others', async () => {
  const closed = join(dataDir, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  chmodSync(closed, 0o700);
  const folder = join(closed, 'a-long-name-'.repeat(8), 'it\'s, "quoted" ü');
  mkdirSync(folder, { recursive: true });
  const server = await start({ DATA_DIR: folder });
  expect((await new Client(server.origin).get('/health/ready/')).status).toBe(200);
  expect(await server.end()).toBe(0);
  expect(postmaster(folder)).toBeUndefined();
});
