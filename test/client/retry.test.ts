import { ConnectionError, MovieApi, ProblemError, type MovieApiOptions } from 'movie-api-client';
import {
  breakOff,
  cut,
  json,
  problem,
  startScriptedServer,
  type ScriptedServer,
} from './scripted-server.js';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const client = (options: Partial<MovieApiOptions> = {}): MovieApi =>
  new MovieApi({ baseUrl: server.origin, token: 'a-token', ...options });
const movie = json(200, { id: 1, title: 'Alien' });
const away = problem(503, 'service-unavailable', { 'retry-after': '0' });
const path = { id: 1 };
const account = { username: 'ada', email: 'ada@example.org', password: 'x' };

const failure = async <E extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> => {
  const error: unknown = await promise.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as E;
};

describe('what is sent again', () => {
  test.each([
    ['no answer', cut],
    ['half an answer', breakOff],
    ['502', json(502, '')],
    ['503', away],
    ['504', json(504, '')],
    ['429', problem(429, 'too-many-requests', { 'retry-after': '0' })],
  ])('GET after %s', async (_, step) => {
    server.script(step, movie);
    expect(await client().get('/movies/{id}/', { path })).toEqual({ id: 1, title: 'Alien' });
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ['no answer', cut],
    ['503', away],
    ['409 in progress', problem(409, 'request-in-progress', { 'retry-after': '0' })],
  ])('POST with the same key and body after %s', async (_, step) => {
    server.script(step, movie);
    await client().post('/movies/', { body: { title: 'Alien' } });
    const [first, second] = server.received;
    expect(first!.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
    expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
    expect(second!.headers.authorization).toBe('Bearer a-token');
    expect([first!.body, second!.body]).toEqual(['{"title":"Alien"}', '{"title":"Alien"}']);
  });

  test('PATCH, DELETE and signing in', async () => {
    server.script(cut, movie, cut, json(200, {}), cut, json(200, { token: 'new' }));
    await client().patch('/movies/{id}/', { path, body: { year: 1979 } });
    await client().delete('/movies/{id}/like/', { path });
    await client().login({ username: 'ada', password: 'x' });
    expect(server.received.map(({ method }) => method).join()).toBe(
      'PATCH,PATCH,DELETE,DELETE,POST,POST',
    );
  });

  test('anything after 429, which proves that nothing was done', async () => {
    server.script(problem(429, 'too-many-requests', { 'retry-after': '0' }), json(201, account));
    await client().register(account);
    expect(server.received).toHaveLength(2);
  });

  test('at most so often', async () => {
    server.script(away);
    const error = await failure(client({ retries: 3 }).get('/me/'), ProblemError);
    expect(server.received).toHaveLength(4);
    expect(error).toMatchObject({ status: 503, kind: 'service-unavailable', attempts: 4 });
    server.script(away);
    await failure(client({ retries: 0 }).get('/me/'), ProblemError);
    expect(server.received).toHaveLength(1);
  });
});

describe('what is not', () => {
  const requests: [string, (api: MovieApi) => Promise<unknown>][] = [
    ['signing up', (api) => api.register(account)],
    [
      'a new password',
      (api) => api.post('/password/reset/', { body: { token: 'x', password: 'y' } }),
    ],
    [
      'a change of the account',
      (api) => api.patch('/me/', { body: { password: 'y', current_password: 'x' } }),
    ],
    [
      'a change on a condition',
      (api) => api.patch('/movies/{id}/', { path, body: { year: 1979 }, ifMatch: '"1.1-0"' }),
    ],
    [
      'a removal on a condition',
      (api) => api.delete('/movies/{id}/', { path, ifMatch: '"1.1-0"' }),
    ],
  ];
  test.each(requests)('%s, when nobody knows what became of it', async (_, request) => {
    server.script(cut, movie);
    await failure(request(client()), ConnectionError);
    expect(server.received).toHaveLength(1);
    server.script(away, movie);
    await failure(request(client()), ProblemError);
    expect(server.received).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 409, 412, 500])(
    'a request that was answered with %d',
    async (status) => {
      server.script(problem(status, 'some-kind'), movie);
      const error = await failure(
        client().post('/movies/', { body: { title: 'Alien' } }),
        ProblemError,
      );
      expect(error).toMatchObject({ status, attempts: 1 });
      expect(server.received).toHaveLength(1);
    },
  );
});

describe('waiting', () => {
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  test('is as long as Retry-After says, in seconds', async () => {
    server.script(problem(503, 'service-unavailable', { 'retry-after': '1' }), movie);
    expect(await timed(() => client().get('/me/'))).toBeGreaterThan(990);
  });

  test('… or until a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    server.script(problem(429, 'too-many-requests', { 'retry-after': date }), movie);
    const error = await failure(client().get('/me/'), ProblemError);
    expect(error.retryAfter).toBeGreaterThan(55);
    expect(error.retryAfter).toBeLessThanOrEqual(60);
    const past = new Date(Date.now() - 60_000).toUTCString();
    server.script(problem(429, 'too-many-requests', { 'retry-after': past }), movie);
    expect(await client().get('/me/')).toMatchObject({ id: 1 });
  });

  test('does not happen where it would be too long', async () => {
    server.script(problem(429, 'too-many-requests', { 'retry-after': '11' }), movie);
    const error = await failure(client().get('/me/'), ProblemError);
    expect(error).toMatchObject({ status: 429, retryAfter: 11, attempts: 1 });
    server.script(problem(429, 'too-many-requests', { 'retry-after': '1' }), movie);
    await failure(client({ maxWait: 999 }).get('/me/'), ProblemError);
    expect(server.received).toHaveLength(1);
  });

  test('doubles by itself, and is cut off at the longest wait', async () => {
    server.script(cut, cut, movie);
    const doubled = await timed(() => client().get('/me/'));
    expect(doubled).toBeGreaterThan(125 + 250 - 10);
    server.script(cut, cut, cut, cut, movie);
    const short = await timed(() => client({ retries: 4, maxWait: 10 }).get('/me/'));
    expect(short).toBeLessThan(250);
  });

  test('ends when the signal says so, with its reason', async () => {
    server.script(problem(503, 'service-unavailable', { 'retry-after': '9' }), movie);
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    const promise = client({
      fetch: async (request) => {
        const response = await fetch(request);
        setTimeout(() => controller.abort(reason), 50);
        return response;
      },
    }).get('/me/', { signal: controller.signal });
    await expect(promise).rejects.toBe(reason);
    expect(server.received).toHaveLength(1);
  });

  test('a signal also ends a request without an answer', async () => {
    server.script(() => undefined);
    const promise = client().get('/me/', { signal: AbortSignal.timeout(50) });
    await expect(promise).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(client().get('/me/', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.received).toHaveLength(1);
  });
});
