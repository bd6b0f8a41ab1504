import { readConfig } from '../../src/config/environment.js';
import { Client } from '../support/client.js';
import { loadDocument } from '../support/openapi.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

test('the document is OpenAPI 3.1 with an id, a summary and errors for every operation', async () => {
  const { body } = await t.api.get('/openapi.json');
  expect(body.openapi).toMatch(/^3\.1\./);
  const ids = new Set<string>();
  for (const [path, item] of Object.entries<Record<string, any>>(body.paths)) {
    expect(path).toMatch(/\/$/);
    for (const operation of Object.values(item)) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '406', '500', 'default']),
      );
      ids.add(operation.operationId);
      for (const { in: where, name } of operation.parameters ?? [])
        if (where === 'header')
          expect(['Idempotency-Key', 'If-Match', 'If-None-Match']).toContain(name);
    }
  }
  expect(ids.size).toBe(
    Object.values<object>(body.paths).flatMap((item) => Object.keys(item)).length,
  );
});

describe('the server in the document', () => {
  const servers = async ({ api }: TestApp, headers: Record<string, string> = {}) =>
    (await api.get('/openapi.json', { headers })).body.servers;

  test('is the one that was asked', async () => {
    expect(await servers(t)).toEqual([{ url: t.api.origin }]);
    const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    expect(await servers(t, forged)).toEqual([{ url: t.api.origin }]);
    const { port } = new URL(t.api.origin);
    const other = new Client(`http://localhost:${port}`);
    expect((await other.get('/openapi.json')).body.servers).toEqual([{ url: other.origin }]);
  });

  test('is what a trusted proxy says, or PUBLIC_URL', async () => {
    const headers = { 'x-forwarded-host': 'films.example.org', 'x-forwarded-proto': 'https' };
    const behind = await startTestApp({ trustProxy: ['loopback'] });
    expect(await servers(behind, headers)).toEqual([{ url: 'https://films.example.org' }]);
    expect(await servers(behind)).toEqual([{ url: behind.api.origin }]);
    await behind.close();
    const { publicUrl } = readConfig({ PUBLIC_URL: 'HTTPS://Films.example.org/api/' });
    const named = await startTestApp({ publicUrl });
    expect(await servers(named)).toEqual([{ url: 'https://films.example.org/api' }]);
    await named.close();
  });

  test('is the default without a server, and all else is the same', async () => {
    const document = await loadDocument(); // as `cli openapi` writes it
    expect(document.servers).toEqual([{ url: 'http://127.0.0.1:8000' }]);
    const { body } = await t.api.get('/openapi.json');
    expect({ ...body, servers: document.servers }).toEqual(document);
  });
});

test('every example of a body works as it stands', async () => {
  const { body: document } = await t.api.get('/openapi.json');
  const exampleOf = (name: string): object => {
    const { properties } = document.components.schemas[name];
    return Object.fromEntries(
      Object.entries<any>(properties).flatMap(([key, { example }]) =>
        example === undefined ? [] : [[key, example]],
      ),
    );
  };
  const registered = await t.api.post('/register/', exampleOf('Register'));
  expect(registered.status).toBe(201);
  expect((await t.api.post('/login/', exampleOf('Login'))).status).toBe(200);
  const { token } = registered.body;
  expect((await t.api.patch('/me/', exampleOf('UpdateAccount'), { token })).status).toBe(200);
  expect((await t.api.post('/password/forgot/', exampleOf('ForgotPassword'))).status).toBe(202);
  const movie = await t.api.post('/movies/', exampleOf('CreateMovie'), { token });
  expect(movie.status).toBe(201);
  const path = `/movies/${movie.body.id}/`;
  expect((await t.api.patch(path, exampleOf('UpdateMovie'), { token })).status).toBe(200);
  expect((await t.api.post(`${path}comments/`, exampleOf('CreateComment'), { token })).status).toBe(
    201,
  );
});
