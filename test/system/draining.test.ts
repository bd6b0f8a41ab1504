import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

const CLIENTS = 40;

let connection: TestConnection;
let drop: () => Promise<void>;
let server: ServerProcess;
let user: TestUser;
let movieId: number;
beforeAll(async () => {
  await loadDocument();
  ({ connection, drop } = await cloneDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  server = await startServer({
    DATABASE_URL: databaseUrl(connection),
    JWT_SECRET,
    WORKER: 'off',
  });
  const api = new Client(server.origin);
  user = await someUser(api);
  movieId = (await someMovie(api, user)).id;
});
afterEach(() => server.end('SIGKILL'));

interface Seen {
  readonly status: number;
  readonly closes: boolean;
}

/** One request; what the client sees of it, or the code of its error. */
async function ask(agent: Agent, method = 'GET', path = '/movies/'): Promise<Seen | string> {
  const sent = request(server.origin + path, {
    agent,
    method,
    headers: { authorization: `Bearer ${user.token}` },
  });
  sent.end();
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return { status: response.statusCode!, closes: response.headers.connection === 'close' };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

test('the signal under load loses no request, and connections are told to close', async () => {
  const seen: (Seen | string)[] = [];
  const client = async (path: string): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (;;) {
      const answer = await ask(agent, 'GET', path);
      seen.push(answer);
      if (answer === 'ECONNREFUSED') return;
    }
  };
  const paths = ['/movies/', `/movies/${movieId}/`, '/me/', '/movies/search/?title=movie'];
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(paths[index % 4]!));
  while (seen.length <= 2 * CLIENTS) await sleep(20);
  const before = seen.length;
  const code = server.end('SIGTERM');
  expect(await code).toBe(0);
  await Promise.all(clients);
  expect(before).toBeGreaterThan(CLIENTS);
  const answers = seen.filter((answer) => typeof answer !== 'string');
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(answers.slice(0, before).some(({ closes }) => closes)).toBe(false);
  expect(answers.filter(({ closes }) => closes).length).toBeGreaterThanOrEqual(CLIENTS);
  const errors = seen.filter((answer) => typeof answer === 'string');
  expect(new Set(errors)).toEqual(new Set(['ECONNREFUSED']));
}, 30_000);

test('what is under way at the signal ends, on a connection that is then closed', async () => {
  const admin = new pg.Client(connection);
  await admin.connect();
  await admin.query('BEGIN; LOCK TABLE likes');
  const agent = new Agent({ keepAlive: true });
  const like = ask(agent, 'POST', `/movies/${movieId}/like/`);
  await sleep(300);
  const code = server.end('SIGTERM');
  await sleep(1400);
  await admin.query('ROLLBACK');
  expect(await like).toEqual({ status: 201, closes: true });
  expect(await code).toBe(0);
  await admin.end();
}, 30_000);

test('idle connections, and such that never said a word, do not delay the end', async () => {
  const agent = new Agent({ keepAlive: true });
  await ask(agent);
  const { hostname, port } = new URL(server.origin);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  const began = performance.now();
  expect(await server.end('SIGTERM')).toBe(0);
  expect(performance.now() - began).toBeLessThan(5000);
  silent.destroy();
}, 30_000);

test('a second signal ends at once', async () => {
  const admin = new pg.Client(connection);
  await admin.connect();
  await admin.query('BEGIN; LOCK TABLE likes');
  const like = ask(new Agent({ keepAlive: true }), 'POST', `/movies/${movieId}/like/`);
  await sleep(200);
  server.child.kill('SIGTERM');
  await sleep(1200); // sooner it would be the same Ctrl-C, passed on
  const began = performance.now();
  expect(await server.end('SIGINT')).toBe(1);
  expect(performance.now() - began).toBeLessThan(4000); // and not the ten seconds of an orderly end
  expect(typeof (await like)).toBe('string');
  await admin.query('ROLLBACK');
  await admin.end();
}, 30_000);
