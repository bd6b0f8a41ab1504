import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config/environment.js';
import type { Answer, Client } from '../support/client.js';
import { next, PASSWORD, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LIMIT = 5;

let t: TestApp;
let other: Client;
beforeAll(async () => {
  t = await startTestApp({ signUpsPerHour: LIMIT, trustProxy: ['127.0.0.1'], worker: false });
  const env = { SIGN_UP_PER_HOUR: String(LIMIT), TRUST_PROXY: '127.0.0.1', WORKER: 'off' };
  other = (await t.another(env)).api;
});
afterAll(() => t.close());

let address: string; // that nothing has come from yet
beforeEach(() => (address = `10.2.0.${next()}`));

const account = (): Record<string, string> => {
  const username = `new${next()}`;
  return { username, email: `${username}@example.org`, password: PASSWORD };
};
const signUp = (json: object = account(), from = address, api = t.api): Promise<Answer> =>
  api.post('/register/', json, { headers: { 'x-forwarded-for': from } });

/** What is left, as the headers say. */
function left({ headers }: Answer): number {
  expect(headers.get('ratelimit-policy')).toBe(`"sign-up";q=${LIMIT};w=3600`);
  const [, rest, resetsIn] = /^"sign-up";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '')!;
  expect(Number(resetsIn)).toBeGreaterThan(0);
  expect(Number(resetsIn)).toBeLessThanOrEqual(3600);
  return Number(rest);
}

function expectRefused(answer: Answer): void {
  const { status, body, headers } = answer;
  expect([status, body.type.split('/').at(-2), left(answer)]).toEqual([
    429,
    'too-many-requests',
    0,
  ]);
  expect(headers.get('ratelimit')).toMatch(new RegExp(`;t=${headers.get('retry-after')}$`));
}

test('the headers count down, the sixth account is 429, on every instance', async () => {
  for (let rest = LIMIT - 1; rest >= 0; rest -= 1) {
    const answer = await signUp(account(), address, rest % 2 ? other : t.api);
    expect([answer.status, left(answer)]).toEqual([201, rest]);
  }
  for (const api of [t.api, other]) expectRefused(await signUp(account(), address, api));
  expect((await signUp(account(), `10.2.1.${next()}`)).status).toBe(201);
});

test('an hour after the first one there are all again', async () => {
  for (let time = 0; time < LIMIT; time += 1) await signUp();
  expectRefused(await signUp());
  await t.dataSource.query('UPDATE sign_in_failures SET resets_at = now()');
  expect(left(await signUp())).toBe(LIMIT - 1);
});

test('of twelve at the same instant over two instances, five make an account', async () => {
  const before = await users();
  const send = (_: unknown, n: number) => signUp(account(), address, n % 2 ? other : t.api);
  const answers = await Promise.all(Array.from({ length: 12 }, send));
  const made = answers.filter(({ status }) => status === 201);
  expect(made.map(left).toSorted()).toEqual([0, 1, 2, 3, 4]);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused).toHaveLength(7);
  for (const answer of refused) expectRefused(answer);
  expect((await users()) - before).toBe(LIMIT);
});

const users = async (): Promise<number> =>
  (await t.dataSource.query('SELECT count(*)::integer AS n FROM users'))[0].n;

test('what makes no account does not count', async () => {
  const taken = account();
  expect(left(await signUp(taken))).toBe(LIMIT - 1);
  for (let time = 0; time < LIMIT; time += 1) {
    const again = await signUp(taken);
    expect([again.status, left(again)]).toEqual([409, LIMIT - 1]);
    expect((await signUp({ ...account(), password: 'short' })).status).toBe(400);
    expect((await signUp({ ...account(), password: 'password1' })).status).toBe(400);
  }
  expect(left(await signUp())).toBe(LIMIT - 2);
});

test('failed sign-ins and sign-ups of an address count apart', async () => {
  const login = { username: `nobody${next()}`, password: 'wrong' };
  const headers = { 'x-forwarded-for': address };
  for (let time = 0; time < LIMIT; time += 1) await t.api.post('/login/', login, { headers });
  expect(left(await signUp())).toBe(LIMIT - 1);
  for (let time = 1; time < LIMIT; time += 1) await signUp();
  expectRefused(await signUp());
  expect((await t.api.post('/login/', login, { headers })).status).toBe(401);
});

test('it is 100 by default, told beside the limit of requests, and 0 is none', async () => {
  const { signUpsPerHour, rateLimitPerMinute } = readConfig({});
  const usual = await startTestApp({ signUpsPerHour, rateLimitPerMinute, worker: false });
  const { headers } = await usual.api.post('/register/', account());
  expect(headers.get('ratelimit-policy')).toBe('"default";q=300;w=60, "sign-up";q=100;w=3600');
  expect(headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+, "sign-up";r=99;t=\d+$/);
  await usual.close();

  const off = await t.another({ SIGN_UP_PER_HOUR: '0', TRUST_PROXY: '127.0.0.1', WORKER: 'off' });
  for (let time = 0; time <= LIMIT; time += 1) {
    const answer = await signUp(account(), address, off.api);
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([201, null]);
  }
});

test('an address that signs up a lot does not keep others waiting', async () => {
  const off = await t.another({ SIGN_UP_PER_HOUR: '0', TRUST_PROXY: '127.0.0.1', WORKER: 'off' });
  const { username } = await someUser(off.api);
  const SIGN_UPS = 40;
  const statuses: number[] = [];
  const flood = Array.from({ length: SIGN_UPS }, async () => {
    statuses.push((await signUp(account(), address, off.api)).status);
  });
  while (statuses.length < 2) await sleep(10);
  const { status } = await off.api.post(
    '/login/',
    { username, password: PASSWORD },
    { headers: { 'x-forwarded-for': '10.3.0.1' } },
  );
  expect(status).toBe(200);
  expect(statuses.length).toBeLessThan(SIGN_UPS / 2);
  await Promise.all(flood);
  expect(statuses.filter((it) => it !== 201 && it !== 503)).toEqual([]); // slow machines refuse
});
