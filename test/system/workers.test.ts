import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { childrenOf, isAlive, until } from '../support/processes.js';
import { startServer, type ServerProcess } from '../support/server-process.js';

const WORKERS = 2;

let dataDir: string;
let server: ServerProcess;
let api: Client;

const start = (): Promise<ServerProcess> =>
  startServer({ DATA_DIR: dataDir, WORKERS: String(WORKERS) });

beforeAll(() => loadDocument());
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'movie-api-workers-'));
  server = await start();
  api = new Client(server.origin);
});
afterEach(async () => {
  await server.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const workers = (): number[] => childrenOf(server.child.pid!);

/** How many processes serve, as the metrics have it. */
async function processes(): Promise<number> {
  const { text } = await api.get('/metrics/', { headers: { connection: 'close' } });
  return Number(/^movie_api_processes (\d+)$/m.exec(text)?.[1]);
}

const databaseRuns = (): boolean => existsSync(join(dataDir, 'postgres', 'postmaster.pid'));

/** A request of its own connection, or of the agent's. @returns its status */
const statusOf = (path: string, agent: Agent | false = false): Promise<number | undefined> =>
  new Promise((done, failed) => {
    const asked = request(server.origin + path, { agent }, (response) => {
      response.resume().on('end', () => done(response.statusCode));
    });
    asked.on('error', failed).end();
  });

test('workers on one port: races stay exact, metrics are those of all', async () => {
  expect(workers()).toHaveLength(WORKERS);
  const users = await Promise.all(Array.from({ length: 12 }, () => someUser(api)));
  const { id } = await someMovie(api, users[0]!);
  const likes = await Promise.all(
    [...users, ...users].map(({ token }) =>
      api.post(`/movies/${id}/like/`, undefined, { token, headers: { connection: 'close' } }),
    ),
  );
  expect(likes.filter(({ status }) => status === 201)).toHaveLength(users.length);
  expect(likes.filter(({ status }) => status === 200)).toHaveLength(users.length);
  expect((await api.get(`/movies/${id}/`)).body.like_count).toBe(users.length);

  expect(await processes()).toBe(WORKERS);
});

test('a worker that is killed is replaced, while the other answers', async () => {
  const agents = Array.from(
    { length: 2 * WORKERS },
    () => new Agent({ keepAlive: true, maxSockets: 1 }),
  );
  const askAll = (): Promise<(number | undefined)[]> =>
    Promise.all(agents.map((agent) => statusOf('/movies/', agent)));
  const fine = agents.map(() => 200);
  expect(await askAll()).toEqual(fine); // connections to all of the workers
  const [pid, ...others] = workers();
  process.kill(pid!, 'SIGKILL');
  await until('its end is noticed', () =>
    server.output().includes(`Worker ${pid} ended (SIGKILL); another starts`),
  );
  expect(await askAll()).toEqual(fine);
  await until('another serves in its place', async () => (await processes()) === WORKERS);
  expect(workers()).toEqual(expect.arrayContaining(others));
  process.kill(others[0]!, 'SIGKILL');
  await until('the end of the other is noticed', () =>
    server.output().includes(`Worker ${others[0]} ended (SIGKILL); another starts`),
  );
  expect(await askAll()).toEqual(fine); // by the new one
  for (const agent of agents) agent.destroy();
});

/** A request whose body is not all there yet. */
async function halfSent(): Promise<{ asked: ClientRequest; status: Promise<number | undefined> }> {
  const body = '{"username": "nobody", "password": "who knows"}';
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const asked = request(`${server.origin}/login/`, { method: 'POST', agent: false, headers });
  const status = new Promise<number | undefined>((done, failed) => {
    asked.on('response', (response) => done(response.statusCode)).on('error', failed);
  });
  await new Promise((done) => asked.write(body.slice(0, 10), done));
  await statusOf('/health/live/'); // by now its headers are read
  setTimeout(() => asked.end(body.slice(10)), 500);
  return { asked, status };
}

test('SIGTERM: requests under way are finished, and nothing is left', async () => {
  const pids = workers();
  const { status } = await halfSent();
  expect(await server.end()).toBe(0);
  expect(await status).toBe(401);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(databaseRuns()).toBe(false);
  await expect(statusOf('/health/live/')).rejects.toThrow('ECONNREFUSED');
});

test('Ctrl-C, which reaches the whole group, ends in order', async () => {
  for (const pid of workers()) process.kill(pid, 'SIGINT');
  expect(await server.end('SIGINT')).toBe(0);
  expect(databaseRuns()).toBe(false);
});

test('kill -9 of the primary: the workers end, and the next start adopts the database', async () => {
  const user = await someUser(api);
  const pids = workers();
  await server.end('SIGKILL');
  await until('the workers end', () => !pids.some(isAlive));
  server = await start();
  api = new Client(server.origin);
  await someMovie(api, user);
  expect(await server.end()).toBe(0);
  expect(databaseRuns()).toBe(false);
});

test('a port that is taken is one clear line', async () => {
  const { port } = new URL(server.origin);
  const other = mkdtempSync(join(tmpdir(), 'movie-api-workers-'));
  const second = startServer({ DATA_DIR: other, WORKERS: '2', PORT: port });
  await expect(second).rejects.toThrow(
    /^The server did not start: Port \d+ of \S+ is in use[^\n]*\n$/,
  );
  rmSync(other, { recursive: true, force: true });
});
