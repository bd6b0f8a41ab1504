import { MovieApi } from 'movie-api-client';
import { newIdempotencyKey } from '../../packages/client/src/idempotency-key.js';
import { json, problem, startScriptedServer, type ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let told: (string | undefined)[];
let api: MovieApi;
beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  told = [];
  api = new MovieApi({ baseUrl: server.origin, onToken: (token) => told.push(token) });
});
afterAll(() => server.close());

const signedIn = (token: string) => json(200, { token });
const invalid = problem(401, 'unauthorized', {
  'www-authenticate': 'Bearer realm="movie-api", error="invalid_token"',
});
const sent = (): (string | undefined)[] =>
  server.received.map(({ headers }) => headers.authorization);

test('a token is kept, sent, told of and forgotten', async () => {
  server.script(signedIn('one'), json(200, {}), json(200, {}), json(200, {}));
  await api.login({ username: 'ada', password: 'x' });
  expect(api.token).toBe('one');
  await api.get('/me/');
  await api.logout();
  await api.get('/movies/');
  expect(sent()).toEqual([undefined, 'Bearer one', 'Bearer one', undefined]);
  expect(told).toEqual(['one', undefined]);
  await api.logout(); // there is nothing to end
  expect(sent()).toHaveLength(4);
});

test('… also by the paths themselves, and by the client below', async () => {
  server.script(json(201, { token: 'one' }));
  const account = { username: 'ada', email: 'ada@example.org', password: 'x' };
  await api.post('/register/', { body: account });
  server.script((response) => response.writeHead(204).end());
  await api.delete('/me/', { body: { current_password: 'x' } });
  server.script(signedIn('two'), json(200, {}));
  await api.raw.POST('/login/', { body: { username: 'ada', password: 'x' } });
  await api.raw.POST('/logout/all/');
  expect(told).toEqual(['one', undefined, 'two', undefined]);
});

test('one from before is sent, and forgotten when it is not valid', async () => {
  api.token = 'old';
  server.script(invalid);
  await expect(api.get('/movies/')).rejects.toMatchObject({ status: 401, kind: 'unauthorized' });
  expect([api.token, ...told]).toEqual([undefined, undefined]);
});

test('… but not for another 401, nor when a new one came meanwhile', async () => {
  api.token = 'old';
  server.script(problem(401, 'unauthorized', { 'www-authenticate': 'Bearer realm="movie-api"' }));
  await expect(api.login({ username: 'ada', password: 'x' })).rejects.toMatchObject({
    status: 401,
  });
  expect(api.token).toBe('old');
  server.script((response, origin) => {
    api.token = 'new';
    invalid(response, origin);
  });
  await expect(api.get('/me/')).rejects.toMatchObject({ status: 401 });
  expect([api.token, ...told]).toEqual(['new']);
});

test('signing out of a session that has ended is done; one that the API did not hear of is not', async () => {
  api.token = 'old';
  server.script(problem(503, 'service-unavailable', { 'retry-after': '60' }));
  await expect(api.logout()).rejects.toMatchObject({ status: 503 });
  expect(api.token).toBe('old');
  server.script(invalid);
  await api.logout();
  expect([api.token, ...told]).toEqual([undefined, undefined]);
});

test('keys differ, also without a secure context', () => {
  const first = newIdempotencyKey();
  // An own property, which hides the method that all have.
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: undefined, configurable: true });
  try {
    const keys = new Set([first, newIdempotencyKey(), newIdempotencyKey()]);
    expect(keys.size).toBe(3);
    expect([...keys][2]).toMatch(/^[\da-f]{32}$/);
  } finally {
    Reflect.deleteProperty(globalThis.crypto, 'randomUUID');
  }
});
