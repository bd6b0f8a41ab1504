import { networkInterfaces } from 'node:os';
import { Client, type Answer } from '../support/client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TOKEN = 'a-token-of-the-tests';

let t: TestApp;
let open: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false, metricsToken: TOKEN });
  open = await startTestApp({ worker: false, metrics: 'public' });
});
afterAll(async () => {
  await t.close();
  await open.close();
});

const ADDRESSES = [
  '/metrics',
  '/metrics/',
  '//metrics/',
  '/%6detrics/',
  '/metrics//',
  '/metrics/?x=1',
];
const FORWARDED = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded',
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-original-forwarded-for',
];

/** What is left of an answer that says nothing of its own request. */
const shape = ({ status, headers, body }: Answer): unknown => [
  status,
  [...headers.keys()].sort(),
  { ...body, instance: '', request_id: '' },
];

test('clients on this machine read them, by any address that leads there', async () => {
  for (const path of ADDRESSES.slice(0, -1)) {
    const { status, headers } = await t.api.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  }
  expect((await t.api.send('HEAD', '/metrics/')).status).toBe(200);
  expect((await t.api.post('/metrics/')).status).toBe(405);
});

test.each(FORWARDED)('a request with %s is not of this machine: 404 as anywhere', async (name) => {
  const headers = { [name]: '127.0.0.1' };
  const nowhere = await t.api.get('/no/such/path/', { headers });
  for (const path of ADDRESSES) {
    expect(shape(await t.api.get(path, { headers }))).toEqual(shape(nowhere));
    for (const method of ['POST', 'DELETE', 'PROPFIND']) {
      expect([method, (await t.api.send(method, path, { headers })).status]).toEqual([method, 404]);
    }
  }
});

test('METRICS_TOKEN opens them from anywhere, nothing else does', async () => {
  const through = async (authorization: string): Promise<number> =>
    (await t.api.get('/metrics/', { headers: { via: '1.1 proxy', authorization } })).status;
  expect(await through(`Bearer ${TOKEN}`)).toBe(200);
  expect(await through(`bearer  ${TOKEN}`)).toBe(200);
  for (const wrong of [
    '',
    TOKEN,
    `Token ${TOKEN}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN} x`,
    'Bearer',
  ])
    expect([wrong, await through(wrong)]).toEqual([wrong, 404]);
});

test('METRICS=public opens them to everyone; without a token there is none that does', async () => {
  const headers = { via: '1.1 proxy' };
  for (const path of ADDRESSES.slice(0, -1)) {
    expect((await open.api.get(path, { headers })).status).toBe(200);
  }
  const bare = await startTestApp({ worker: false });
  for (const authorization of ['Bearer ', 'Bearer undefined']) {
    const { status } = await bare.api.get('/metrics/', { headers: { ...headers, authorization } });
    expect(status).toBe(404);
  }
  await bare.close();
});

const outward = Object.values(networkInterfaces())
  .flat()
  .find((it) => it?.family === 'IPv4' && !it.internal)?.address;

(outward === undefined ? describe.skip : describe)('a connection from another machine', () => {
  test('needs the token', async () => {
    const server = await t.another({ HOST: '0.0.0.0', METRICS_TOKEN: TOKEN });
    const { port } = new URL(server.api.origin);
    const outside = new Client(`http://${outward}:${port}`);
    expect((await outside.get('/metrics/')).status).toBe(404);
    expect((await outside.get('/metrics/', { token: TOKEN })).status).toBe(200);
    expect((await new Client(`http://127.0.0.1:${port}`).get('/metrics/')).status).toBe(200);
    await server.close();
  });
});
