import { inspect } from 'node:util';
import { ConnectionError, MovieApi, ProblemError } from 'movie-api-client';
import { problem, startScriptedServer, type ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let api: MovieApi;
beforeAll(async () => {
  server = await startScriptedServer();
  api = new MovieApi({ baseUrl: server.origin, retries: 0 });
});
afterAll(() => server.close());

const failure = (): Promise<unknown> =>
  api.get('/me/').then(
    () => 'it went well',
    (error: unknown) => error,
  );

test('a problem has everything that the answer says', async () => {
  const errors = [{ field: 'cast.3', message: 'must be text' }];
  server.script(problem(400, 'invalid-input', {}, { title: 'Invalid input', errors }));
  const error = await failure();
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'ProblemError',
    message: '400 Invalid input: cast.3 must be text',
    status: 400,
    type: 'http://api.example/problems/invalid-input/',
    kind: 'invalid-input',
    title: 'Invalid input',
    detail: undefined,
    errors,
    requestId: 'r1',
    retryAfter: undefined,
    attempts: 1,
  });
  expect((error as ProblemError).response.headers.get('content-type')).toBe(
    'application/problem+json',
  );
});

test('reads well on a terminal: what is wrong stands there once, and no dump of the answer', async () => {
  const errors = [{ field: 'title', message: 'must not be blank' }];
  const detail = 'title must not be blank.';
  server.script(problem(400, 'invalid-input', {}, { title: 'Invalid input', detail, errors }));
  const error = (await failure()) as ProblemError;
  expect(error.message).toBe('400 Invalid input: title must not be blank.');
  expect(inspect(error)).toContain("kind: 'invalid-input'");
  expect(inspect(error)).not.toContain('Response');
  expect(error.response.status).toBe(400);
});

test('an error of something before the API is one, too', async () => {
  server.script((response) =>
    response.writeHead(502, { 'x-request-id': 'p1', 'retry-after': '7' }).end('<h1>Bad</h1>'),
  );
  expect(await failure()).toMatchObject({
    name: 'ProblemError',
    message: '502 Bad Gateway',
    status: 502,
    type: 'about:blank',
    kind: undefined,
    errors: [],
    requestId: 'p1',
    retryAfter: 7,
  });
});

test('an answer that is not JSON is none of the API', async () => {
  server.script((response) => response.writeHead(200).end('<h1>Welcome</h1>'));
  const error = await failure();
  expect(error).toBeInstanceOf(ConnectionError);
  expect((error as Error).message).toBe(
    'GET /me/: the answer is not JSON. Is `baseUrl` that of the API?',
  );
});

test('text is answered as it is', async () => {
  server.script((response) =>
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end('up 1\n'),
  );
  expect(await api.get('/metrics/')).toBe('up 1\n');
});

test('304 is no answer with a body, so that it is thrown', async () => {
  server.script((response) => response.writeHead(304, { etag: '"1"' }).end());
  const headers = { 'If-None-Match': '"1"' };
  const asked = api.get('/movies/{id}/', { path: { id: 9 }, headers });
  await expect(asked).rejects.toMatchObject({ name: 'ProblemError', status: 304 });
});

test('no connection says to what, and keeps the cause', async () => {
  const gone = await startScriptedServer();
  await gone.close();
  const error: unknown = await new MovieApi({ baseUrl: gone.origin, retries: 0 })
    .get('/me/')
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({
    name: 'ConnectionError',
    message: `GET ${gone.origin}/me/: no connection, or the answer broke off`,
    cause: { cause: { code: 'ECONNREFUSED' } },
  });
});

test('the client below answers errors instead of throwing them', async () => {
  server.script(problem(404, 'not-found'));
  const { data, error, response } = await api.raw.GET('/movies/{id}/', {
    params: { path: { id: 9 } },
  });
  expect([data, error?.title, response.status]).toEqual([undefined, 'not-found', 404]);
  server.script((answer) => answer.writeHead(304, { etag: '"1"' }).end());
  const unchanged = await api.raw.GET('/movies/{id}/', {
    params: { path: { id: 9 }, header: { 'If-None-Match': '"1"' } },
  });
  expect(unchanged.response.status).toBe(304);
  expect(server.received[0]!.headers['if-none-match']).toBe('"1"');
});

test('an answer without a body', async () => {
  server.script((response) => response.writeHead(204).end());
  expect(await api.delete('/movies/{id}/', { path: { id: 9 } })).toBeUndefined();
});
