import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { poolOf } from '../../src/database/connect/data-source.js';
import { Admission } from '../../src/http/limits/admission.js';
import type { Answer } from '../support/client.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PLACES = 8;

let t: TestApp;
let admission: Admission;
let user: TestUser;
let movieId: number;
beforeAll(async () => {
  t = await startTestApp({ worker: false, maxRequests: PLACES });
  admission = t.app.get(Admission);
  user = await someUser(t.api);
  movieId = (await someMovie(t.api, user)).id;
});
afterAll(() => t.close());

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const like = (): Promise<Answer> =>
  t.api.post(`/movies/${movieId}/like/`, undefined, { token: user.token });

/** Holds what every like needs, so that they last; let go by the function it answers. */
async function holdLikes(): Promise<() => Promise<void>> {
  const client: PoolClient = await poolOf(t.dataSource).connect();
  await client.query('BEGIN; LOCK TABLE likes');
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
}

async function until(condition: () => boolean): Promise<void> {
  const began = performance.now();
  while (!condition()) {
    if (performance.now() - began > 5000) throw new Error('It did not happen');
    await sleep(10);
  }
}

const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec((await t.api.get('/metrics')).text)![1]);

test('what finds no place waits a second at most, and is 503 with Retry-After', async () => {
  const shedBefore = await metric('http_requests_shed_total');
  const letGo = await holdLikes();
  const likes = times(PLACES, like);
  await until(() => admission.working === PLACES);
  const began = performance.now();
  // The index, too: the database plays no part in it.
  const others = [t.api.get('/'), ...times(19, () => t.api.get(`/movies/${movieId}/`))];
  await until(() => admission.waiting === 20);
  // Whoever watches the server is not kept out.
  expect((await t.api.get('/health/ready/')).status).toBe(200);
  expect((await t.api.get('/health/live/')).status).toBe(200);
  expect(await metric('http_requests_waiting')).toBe(20);
  for (const { status, headers, body } of await Promise.all(others)) {
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(body.type).toMatch(/\/problems\/service-unavailable\/$/);
    expect(body.detail).toBe('The server is overloaded. Try again shortly.');
  }
  expect(performance.now() - began).toBeLessThan(2000);
  expect((await metric('http_requests_shed_total')) - shedBefore).toBe(20);
  await letGo();
  for (const { status } of await Promise.all(likes)) expect([200, 201, 503]).toContain(status);
  expect(admission.working).toBe(0);
});

test('what waits is served when a place is free, in the order in which it came', async () => {
  const letGo = await holdLikes();
  const likes = times(PLACES, like);
  await until(() => admission.working === PLACES);
  const served: number[] = [];
  const refusedBefore = admission.refused;
  const others = times(30, () => 0).map(async (_, index) => {
    await sleep(index * 5);
    const began = performance.now();
    const { status } = await t.api.get(`/movies/${movieId}/`);
    served.push(index);
    return { status, waited: performance.now() - began };
  });
  await until(() => admission.waiting + admission.refused - refusedBefore === 30);
  await letGo();
  const answers = await Promise.all(others);
  expect(answers.map(({ status }) => status)).toContain(200);
  // A machine that is too busy for all of this within a second.
  const refused = answers.filter(({ status }) => status !== 200);
  for (const { status, waited } of refused) expect([status, waited > 990]).toEqual([503, true]);
  expect(served[0]).toBeLessThan(PLACES);
  await Promise.all(likes);
  expect([admission.working, admission.waiting]).toEqual([0, 0]);
});

test('clients that leave give their places back, in the line and before it', async () => {
  const letGo = await holdLikes();
  const { port } = t.app.getHttpServer().address() as { port: number };
  const request = `POST /movies/${movieId}/like/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${user.token}\r\nContent-Length: 0\r\n\r\n`;
  const sockets = times(PLACES + 5, () => connect(port, '127.0.0.1', function (this: unknown) {}));
  for (const socket of sockets) socket.write(request);
  await until(() => admission.working === PLACES && admission.waiting === 5);
  for (const socket of sockets) socket.destroy();
  await letGo();
  await until(() => admission.working === 0 && admission.waiting === 0);
  expect((await t.api.get(`/movies/${movieId}/`)).status).toBe(200);
});

test('bodies that come slowly take no place', async () => {
  const { port } = t.app.getHttpServer().address() as { port: number };
  const slow = times(PLACES * 3, () => connect(port, '127.0.0.1'));
  await Promise.all(slow.map((socket) => once(socket, 'connect')));
  for (const socket of slow) {
    socket.on('error', () => undefined); // ended below
    socket.write(
      'POST /login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{',
    );
  }
  await sleep(200);
  expect(admission.working).toBe(0);
  expect((await t.api.get(`/movies/${movieId}/`)).status).toBe(200);
  for (const socket of slow) socket.destroy();
});

test('addresses that do not exist, and input that is wrong, give their places back', async () => {
  await Promise.all([
    ...times(PLACES * 3, () => t.api.get('/nothing/')),
    ...times(PLACES * 3, () => t.api.post('/login/', undefined, { raw: '{' })),
    ...times(PLACES * 3, () => t.api.get('/movies/0/')),
  ]);
  expect([admission.working, admission.waiting]).toEqual([0, 0]);
});
