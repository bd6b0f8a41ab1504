import { readConfig } from '../../src/config/environment.js';
import { securityHeaders } from '../../src/http/edge/security-headers.js';
import type { Answer } from '../support/client.js';
import { PASSWORD, someUser } from '../support/factories.js';
import { ROUTES } from '../routes.table.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const asBrowser = { headers: { accept: 'text/html' } };

test.each([
  '/swagger',
  '/swagger/',
  '/docs',
  '/docs/',
  '/problems/',
  '/problems/not-found/',
  '/password/reset/',
])('%s is a page that nobody frames, and that loads only its own', async (path) => {
  const { status, headers } = await t.api.get(path, asBrowser);
  expect(status).toBe(200);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const policy = headers.get('content-security-policy')!.split('; ');
  expect(policy[0]).toBe("default-src 'none'");
  for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
    expect(policy).toContain(`${directive} 'none'`);
  expect(policy.join()).not.toMatch(/unsafe-eval|unsafe-hashes|\*|http/);
  expect(policy.find((it) => it.startsWith('script-src')) ?? '').not.toContain('unsafe');
});

test.each([
  ['/movies/', 200],
  ['/movies/%zz', 400],
  ['/movies/?page=0', 400],
  ['/nothing/', 404],
  [`/movies/${'a'.repeat(600)}/`, 414],
  ['/metrics/', 200],
  ['/openapi.json', 200],
  ['/swagger/swagger-ui.css', 200],
])('nobody guesses at what %s is', async (path, status) => {
  const answer = await t.api.get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('strict-transport-security')).toBeNull();
  expect(answer.headers.get('content-type')).toMatch(/\S/);
});

test('no answer says what software gives it', async () => {
  const { headers } = await t.api.get('/movies/');
  expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
});

const ABOUT_ACCOUNTS = ROUTES.filter(({ path }) =>
  /^\/(me|login|register|logout|password)\//.test(path),
);

test.each(ABOUT_ACCOUNTS.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s: no cache keeps the answer, whatever it is',
  async (_, { method, path, status, body }) => {
    const address = path.replace('{id}', '999999');
    const { token } = await someUser(t.api);
    const bodies = { login: { username: 'x', password: 'x' }, forgot: { email: 'x@example.org' } };
    const given = body === 'login' || body === 'forgot' ? bodies[body] : {};
    const json = method === 'GET' ? undefined : given;
    const answers = [
      await t.api.send(method, address, { json }),
      await t.api.send(method, address, { token: 'bad', json }),
      await t.api.send(method, address, { token, json }),
      await t.api.send(method, `${address}?x=1`, { token, json: json && { x: 1 } }),
      await t.api.send('QUERY', address),
    ];
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
    if (method === 'GET') expect(answers[2]!.status).toBe(status);
  },
);

test('nor does one keep what answers a change of an account, a 304, or HEAD', async () => {
  const user = await someUser(t.api);
  const { token } = user;
  const list = await t.api.get('/me/movies/', { token });
  const tag = { 'if-none-match': list.headers.get('etag')! };
  const named = { username: `${user.username}2` };
  const login = { username: named.username, password: PASSWORD };
  const answers: [number, Answer][] = [
    [200, await t.api.patch('/me/', named, { token })],
    [200, await t.api.post('/login/', login)],
    [304, await t.api.get('/me/movies/', { token, headers: tag })],
    [200, await t.api.send('HEAD', '//me//', { token })],
    [200, await t.api.post('/logout/', undefined, { token })],
  ];
  for (const [status, answer] of answers) {
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
  }
  expect((await t.api.get('/movies/')).headers.get('cache-control')).toBe('private, no-cache');
});

test('browsers are held to TLS where PUBLIC_URL says that there is some', async () => {
  const secure = await startTestApp({ publicUrl: 'https://movies.example.org' });
  for (const path of ['/movies/', '/movies/%zz', '/nothing/']) {
    const { headers } = await secure.api.get(path);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  }
  await secure.close();
  const plain = readConfig({ PUBLIC_URL: 'http://movies.example.org' });
  expect(securityHeaders(plain)).toEqual({ 'X-Content-Type-Options': 'nosniff' });
});
