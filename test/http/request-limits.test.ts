import { setTimeout as sleep } from 'node:timers/promises';
import { Housekeeping } from '../../src/database/background/housekeeping.js';
import type { Answer, Client, RequestOptions } from '../support/client.js';
import { next, PASSWORD } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LIMIT = 20;
const ENV = { RATE_LIMIT_PER_MINUTE: String(LIMIT), WORKER: 'off' };

let t: TestApp;
let other: Client;
beforeAll(async () => {
  t = await startTestApp({ rateLimitPerMinute: LIMIT, trustProxy: ['127.0.0.1'], worker: false });
  other = (await t.another({ ...ENV, TRUST_PROXY: '127.0.0.1' })).api;
});
afterAll(() => t.close());

let client: string; // that nothing has come from yet
beforeEach(async () => {
  client = someAddress();
  await minuteWith(20);
});

/** Requests are counted by the minute of the clock: no test is to see it turn. */
async function minuteWith(seconds: number): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < seconds * 1000) await sleep(left + 100);
}

const someAddress = (): string => `10.1.0.${next()}`;
const send = (path = '/movies/', { headers, ...options }: RequestOptions = {}, method = 'GET') =>
  t.api.send(method, path, { ...options, headers: { 'x-forwarded-for': client, ...headers } });
const from = (address: string, api = t.api): Promise<Answer> =>
  api.get('/movies/', { headers: { 'x-forwarded-for': address } });

/** What `RateLimit` says. */
function standing({ headers }: Answer): { left: number; resetsIn: number } {
  const [, left, resetsIn] = /^"default";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '')!;
  return { left: Number(left), resetsIn: Number(resetsIn) };
}

function expectRefused(answer: Answer): void {
  const { status, body, headers } = answer;
  expect([status, body.type.split('/').at(-2)]).toEqual([429, 'too-many-requests']);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(headers.get('ratelimit-policy')).toBe(`"default";q=${LIMIT};w=60`);
  const { left, resetsIn } = standing(answer);
  expect([left, headers.get('retry-after')]).toEqual([0, String(resetsIn)]);
  expect(resetsIn).toBeGreaterThanOrEqual(1);
  expect(resetsIn).toBeLessThanOrEqual(60);
}

async function useUp(times = LIMIT): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await send()).status).toBe(200);
}

test('the headers count down, the twenty-first request is 429', async () => {
  let before = 60;
  for (let left = LIMIT - 1; left >= 0; left -= 1) {
    const answer = await send();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=20;w=60');
    expect(answer.headers.get('retry-after')).toBeNull();
    const { left: said, resetsIn } = standing(answer);
    expect(said).toBe(left);
    expect(resetsIn).toBeLessThanOrEqual(before);
    before = resetsIn;
  }
  expect(before).toBeGreaterThanOrEqual(1);
  for (let time = 0; time < 3; time += 1) expectRefused(await send());
  expect((await from(someAddress())).status).toBe(200);
});

test('what is refused does nothing, and a script may read why', async () => {
  await useUp();
  const username = `refused${next()}`;
  const json = { username, email: `${username}@example.org`, password: PASSWORD };
  const origin = 'https://app.example.org';
  const refused = await send('/register/', { json, headers: { origin } }, 'POST');
  expectRefused(refused);
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  const exposed = refused.headers.get('access-control-expose-headers')!.split(/, */);
  expect(exposed).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After']));
  expect(await t.dataSource.query('SELECT FROM users WHERE username = $1', [username])).toEqual([]);
});

test('a preflight is answered, and not counted', async () => {
  const headers = { origin: 'https://app.example.org', 'access-control-request-method': 'POST' };
  const preflight = async (): Promise<void> => {
    const { status, headers: given } = await send('/movies/', { headers }, 'OPTIONS');
    expect([status, given.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(given.get('access-control-allow-methods')).toContain('POST');
  };
  await useUp(LIMIT - 1);
  await preflight();
  expect(standing(await send()).left).toBe(0);
  expectRefused(await send());
  await preflight();
});

test('failures count as well', async () => {
  const requests: [string, string, number, RequestOptions?][] = [
    ['GET', '/nowhere/', 404],
    ['GET', '/movies/999999/', 404],
    ['POST', '/movies/', 401, { json: { title: 'x' } }],
    ['GET', '/me/', 401, { token: 'rubbish' }],
    ['PUT', '/movies/', 405],
    ['DELETE', '/movies/search/', 405],
    ['GET', '/movies/?page=x', 400],
    ['GET', '/movies/?title=%', 400],
    ['POST', '/login/', 400, { raw: '{' }],
    ['POST', '/login/', 415, { raw: 'x', headers: { 'content-type': 'text/plain' } }],
    ['GET', '/movies/', 406, { headers: { accept: 'text/html' } }],
    ['HEAD', '/movies/', 200],
    ['GET', '/openapi.json', 200],
    ['GET', '/problems/', 200],
    ['GET', '/healthy/', 404],
    ['GET', '/metricsx', 404],
    ['GET', '/health/nothing/', 404],
    ['POST', '/health/live/', 405],
  ];
  for (const [index, [method, path, status, options]] of requests.entries()) {
    const answer = await send(path, options, method);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect([method, path, standing(answer).left]).toEqual([method, path, LIMIT - 1 - index]);
  }
  await useUp(LIMIT - requests.length);
  for (const [method, path, , options] of requests) {
    expect((await send(path, options, method)).status).toBe(429);
  }
});

test('health and metrics are not counted, and never refused', async () => {
  const paths = [
    '/health/live/',
    '/health/ready',
    '//health//live',
    '/%68ealth/live/',
    '/health/live?x',
  ];
  for (let round = 0; round < 6; round += 1) {
    for (const path of paths) {
      const { status, headers } = await send(path);
      expect([path, status === 429, headers.has('ratelimit')]).toEqual([path, false, false]);
      expect(headers.has('ratelimit-policy')).toBe(false);
    }
  }
  for (const path of ['/metrics', '/metrics/', '//metrics/', '/%6detrics/']) {
    const { status, headers } = await t.api.get(path); // from this machine, without a proxy
    expect([path, status, headers.has('ratelimit')]).toEqual([path, 200, false]);
  }
  expect(standing(await send()).left).toBe(LIMIT - 1);
  await useUp(LIMIT - 1);
  expectRefused(await send());
  for (const path of paths.slice(0, 4)) expect((await send(path)).status).toBe(200);
});

test('a client of IPv6 is its network', async () => {
  const network = `2001:db8:${next().toString(16)}`;
  for (let n = 1; n <= LIMIT; n += 1) {
    expect((await from(`${network}::${n.toString(16)}`)).status).toBe(200);
  }
  expectRefused(await from(`${network}:0:ffff::1`));
  expect((await from(`${network}:1::1`)).status).toBe(200);
});

test('a forged X-Forwarded-For buys nothing', async () => {
  const direct = await t.another(ENV);
  for (let n = 0; n < LIMIT; n += 1) {
    expect((await from(someAddress(), direct.api)).status).toBe(200);
  }
  expectRefused(await from(someAddress(), direct.api));
  await direct.close();
  // Behind a proxy, what the client has sent stands before what the proxy has added.
  for (let n = 0; n < LIMIT; n += 1) {
    expect((await from(`${someAddress()}, ${client}`)).status).toBe(200);
  }
  expectRefused(await from(`${someAddress()}, ${client}`));
});

test('at the same instant as many are let through as one after the other', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => send()));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array<number>(LIMIT).fill(200), ...Array<number>(30).fill(429)]);
});

test('the next minute everything is there again', async () => {
  await useUp();
  expectRefused(await send());
  const now = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
  try {
    const { left, resetsIn } = standing(await send());
    expect(left).toBe(LIMIT - 1);
    expect(resetsIn).toBeGreaterThanOrEqual(1);
    expect(resetsIn).toBeLessThanOrEqual(60);
  } finally {
    clock.mockRestore();
  }
});

describe('in the database', () => {
  const share = () => t.app.get(Housekeeping).runAll();
  const stored = async (): Promise<number | undefined> => {
    const rows = await t.dataSource.query(
      'SELECT requests FROM request_counts WHERE client = $1 ORDER BY minute DESC LIMIT 1',
      [client],
    );
    return rows[0]?.requests;
  };

  /** Waits until the instances have written down so many; more would be wrong. */
  async function written(requests: number): Promise<void> {
    while (((await stored()) ?? 0) < requests) await sleep(100);
    expect(await stored()).toBe(requests);
  }

  test('two instances add up their counts within a few seconds, each request once', async () => {
    await minuteWith(30);
    const here = 12;
    await useUp(here);
    let there = 0; // alone it would let through twenty
    while (there < LIMIT && (await from(client, other)).status === 200) {
      there += 1;
      await sleep(1000);
    }
    expect(there).toBeLessThan(LIMIT);
    const sent = here + there + 1;
    await written(sent);
    await send(); // who counts nothing has no need to hear of the others
    await written(sent + 1);
    expectRefused(await send());
  });

  test('counting goes on while it is away, and what was counted is added afterwards', async () => {
    const rename = (one: string, two: string) =>
      t.dataSource.query(`ALTER TABLE ${one} RENAME TO ${two}`);
    await useUp(5);
    await written(5);
    await rename('request_counts', 'request_counts_away');
    try {
      await useUp(5);
      await share();
      await useUp(LIMIT - 10);
      expectRefused(await send());
    } finally {
      await rename('request_counts_away', 'request_counts');
    }
    await written(LIMIT + 1);
    expectRefused(await send());
  });

  test('minutes that are over are cleared away', async () => {
    await useUp(1);
    await t.dataSource.query(
      `INSERT INTO request_counts (client, minute, requests)
       SELECT $1, extract(epoch FROM now())::integer / 60 - n, 1 FROM generate_series(2, 9) AS n`,
      [client],
    );
    await share();
    const count = 'SELECT count(*)::int AS n FROM request_counts WHERE client = $1';
    expect(await t.dataSource.query(count, [client])).toEqual([{ n: 1 }]);
  });
});

test('0 turns it off: no limit, no headers, nothing counted', async () => {
  const unlimited = { ...ENV, RATE_LIMIT_PER_MINUTE: '0', TRUST_PROXY: '127.0.0.1' };
  const generous = await t.another(unlimited);
  for (let time = 0; time < 2 * LIMIT; time += 1) {
    const { status, headers } = await from(client, generous.api);
    expect([status, headers.has('ratelimit'), headers.has('ratelimit-policy')]).toEqual([
      200,
      false,
      false,
    ]);
  }
  await generous.close(); // which is when the last counts would be written down
  const rows = await t.dataSource.query('SELECT FROM request_counts WHERE client = $1', [client]);
  expect(rows).toEqual([]);
});
