import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false, maxRequests: 2 });
  user = await someUser(t.api);
  for (let n = 0; n < 30; n += 1) await someMovie(t.api, user, { description: 'x'.repeat(9000) });
});
afterAll(() => t.close());

async function sample(name: string): Promise<number> {
  const { text } = await t.api.get('/metrics/');
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function begun(head: string, body = ''): Promise<Socket> {
  const socket = connect(Number(new URL(t.api.origin).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const token = `Authorization: Bearer ${user.token}`;
  socket.write(`${head} HTTP/1.1\r\nHost: x\r\nX-Request-Id: gone\r\n${token}\r\n${body}`);
  return socket;
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(10);
};

/** What the log has of the requests that went away, and any complaint. */
const told = (): unknown[] =>
  t.logged.filter((line) => line['request_id'] === 'gone' || (line['level'] as number) >= 40);

/** How a client goes: in good order, or as one that has crashed. */
const WAYS: [string, (socket: Socket) => void][] = [
  ['closes', (socket) => socket.destroy()],
  ['is reset', (socket) => socket.resetAndDestroy()],
];

const JSON_TYPE = 'Content-Type: application/json\r\n';
const BODIES: [string, string, string][] = [
  ['JSON', 'POST /login/', `${JSON_TYPE}Content-Length: 100\r\n\r\n{"user`],
  ['chunks', 'POST /movies/', `${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n5\r\n{"tit\r\n`],
  ['a body of which nothing has come', 'PATCH /me/', `${JSON_TYPE}Content-Length: 9\r\n\r\n`],
  ['a wrong type', 'DELETE /me/', 'Content-Type: text/plain\r\nContent-Length: 9\r\n\r\n'],
  ['an unknown address', 'POST /nothing/', `${JSON_TYPE}Content-Length: 9\r\n\r\n{`],
];

describe.each(WAYS)('a client that %s', (_, leave) => {
  test.each(BODIES)('amid %s', async (__, start, body) => {
    const [aborted, errors] = [
      await sample('http_requests_aborted_total'),
      await sample('database_errors_total'),
    ];
    const socket = await begun(start, body);
    if (start !== 'POST /nothing/') {
      await until(async () => (await sample('http_requests_in_flight')) === 2);
    }
    leave(socket);
    await until(async () => (await sample('http_requests_in_flight')) === 1);
    if (start !== 'POST /nothing/') {
      expect(await sample('http_requests_aborted_total')).toBe(aborted + 1);
      expect(told()).toEqual([]);
    }
    expect(await sample('database_errors_total')).toBe(errors);
    expect(told().filter((line) => (line as { level: number }).level >= 40)).toEqual([]);
    t.logged.length = 0;
  });

  test('while the database works, and in the line of those who wait', async () => {
    const aborted = await sample('http_requests_aborted_total');
    const runner = t.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE movies IN ACCESS EXCLUSIVE MODE');
    const sockets = await Promise.all(
      Array.from({ length: 4 }, () => begun('GET /movies/', '\r\n')),
    );
    await until(async () => (await sample('http_requests_waiting')) === 2);
    for (const socket of sockets) leave(socket);
    await until(async () => (await sample('http_requests_in_flight')) === 1);
    await runner.rollbackTransaction();
    await runner.release();
    await until(async () => (await sample('http_requests_waiting')) === 0);
    expect(await sample('http_requests_aborted_total')).toBe(aborted + 4);
    expect(await sample('database_errors_total')).toBe(0);
    expect((await t.api.get('/movies/')).status).toBe(200); // no place is lost
    expect(told()).toEqual([]);
  });

  test('while its answer comes', async () => {
    for (const path of ['/movies/?page_size=100', '/docs/standalone.js', '/openapi.json']) {
      const sockets = await Promise.all(
        Array.from({ length: 5 }, () => begun(`GET ${path}`, '\r\n')),
      );
      for (const socket of sockets) {
        await once(socket, 'data');
        leave(socket);
      }
    }
    await until(async () => (await sample('http_requests_in_flight')) === 1);
    expect(await sample('database_errors_total')).toBe(0);
    expect(told().filter((line) => (line as { level: number }).level >= 40)).toEqual([]);
    t.logged.length = 0;
  });
});

test('a client that says amid its body that nothing more comes is told what is wrong', async () => {
  const socket = await begun('POST /login/', `${JSON_TYPE}Content-Length: 100\r\n\r\n{"user`);
  socket.end();
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  await once(socket, 'close');
  await until(async () => (await sample('http_requests_in_flight')) === 1);
  expect(told()).toEqual([]);
  expect(await sample('database_errors_total')).toBe(0);
});
