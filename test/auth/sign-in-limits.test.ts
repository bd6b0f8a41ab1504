import { setTimeout as sleep } from 'node:timers/promises';
import { SignInLimits } from '../../src/auth/sign-in-limits.js';
import { Housekeeping } from '../../src/database/background/housekeeping.js';
import type { Answer, Client } from '../support/client.js';
import { next, PASSWORD, someResetToken, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Failures of an account from one address; 15 of an account, 30 of an address. */
const LIMIT = 3;
const ENV = { LOGIN_MAX_FAILURES: String(LIMIT), WORKER: 'off' };

let t: TestApp;
let other: Client;
let direct: Client; // believes nobody about where a request comes from
beforeAll(async () => {
  t = await startTestApp({ loginMaxFailures: LIMIT, trustProxy: ['127.0.0.1'], worker: false });
  other = (await t.another({ ...ENV, TRUST_PROXY: '127.0.0.1' })).api;
  direct = (await t.another(ENV)).api;
});
afterAll(() => t.close());

let user: TestUser;
let home: string;
beforeEach(async () => {
  [user, home] = [await someUser(t.api), someAddress()];
});

/** An address that nothing has come from yet. */
function someAddress(): string {
  const n = next();
  return `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
}
const addresses = (count: number): string[] => Array.from({ length: count }, () => someAddress());
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const signIn = (username: string, password: string, address = home, api = t.api): Promise<Answer> =>
  api.post('/login/', { username, password }, from(address));
const right = (address?: string, api?: Client) => signIn(user.username, PASSWORD, address, api);
const wrong = (address?: string, api?: Client) => signIn(user.username, 'wrong', address, api);

async function fail(times: number, address = home): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await wrong(address)).status).toBe(401);
}

function expectLocked(answer: Answer): void {
  expect([answer.status, answer.body.type]).toEqual([
    429,
    expect.stringMatching(/\/problems\/too-many-requests\/$/),
  ]);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(15 * 60);
}

/** As if the password did not match. */
function expectWrong({ status, body }: Answer): void {
  expect([status, body.detail]).toEqual([401, 'The username or the password is wrong.']);
}

const statuses = (answers: readonly Answer[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
/** At the same instant, every other one on the second instance. */
const atOnce = (count: number, send: (api: Client, index: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => send(index % 2 ? other : t.api, index)));

const letTimePass = (): Promise<unknown> =>
  t.dataSource.query('UPDATE sign_in_failures SET resets_at = now()');

describe('an account from one address', () => {
  test('is locked after three failures: for the right password, in any case, everywhere', async () => {
    await fail(LIMIT);
    expectLocked(await wrong());
    expectLocked(await right());
    expectLocked(await signIn(user.username.toUpperCase(), PASSWORD));
    expectLocked(await right(home, other));
  });

  test('is locked under its other name too, but in silence', async () => {
    await fail(LIMIT);
    expectWrong(await signIn(user.email, PASSWORD));
    expectWrong(await signIn(user.email, PASSWORD, home, other));
    expect((await signIn(user.email, PASSWORD, someAddress())).status).toBe(200);
    await letTimePass();
    expect((await signIn(user.email, PASSWORD)).status).toBe(200);
  });

  test('is locked by failures under either name, on either instance, together', async () => {
    const tries: [string, Client][] = [
      [user.email, t.api],
      [user.email.toUpperCase(), other],
      [user.username.toUpperCase(), t.api],
    ];
    for (const [name, api] of tries) {
      expect((await signIn(name, 'wrong', home, api)).status).toBe(401);
    }
    expectWrong(await right());
    expectWrong(await signIn(user.email, PASSWORD, home, other));
    expect((await right(someAddress())).status).toBe(200);
  });

  test('is locked neither for other addresses nor for other accounts', async () => {
    await fail(LIMIT);
    expect((await right(someAddress())).status).toBe(200);
    const neighbour = await someUser(t.api);
    expect((await signIn(neighbour.username, PASSWORD)).status).toBe(200);
    expectLocked(await right());
  });

  test('is not locked by two failures, and a success forgives them', async () => {
    for (let round = 0; round < 3; round += 1) {
      await fail(LIMIT - 1);
      expect((await right()).status).toBe(200);
    }
    await fail(LIMIT);
    expectLocked(await right());
  });

  test('is unlocked by time, and then has all its tries again', async () => {
    await fail(LIMIT);
    expectLocked(await right());
    await letTimePass();
    await fail(LIMIT);
    expectLocked(await right());
    await letTimePass();
    expect((await right()).status).toBe(200);
  });

  test('is locked until 15 minutes after the first failure, whoever goes on trying', async () => {
    await fail(1);
    const resetsAt = 'SELECT resets_at FROM sign_in_failures ORDER BY account, address';
    const before = await t.dataSource.query(resetsAt);
    await fail(LIMIT - 1);
    expectLocked(await wrong());
    expectLocked(await right());
    expect(await t.dataSource.query(resetsAt)).toEqual(before);
  });

  test('that nobody has is limited alike', async () => {
    const name = `nobody${next()}`;
    const answers: Answer[] = [];
    for (const given of [name, name.toUpperCase(), name, name]) {
      answers.push(await signIn(given, PASSWORD));
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    await fail(LIMIT);
    const known = await wrong();
    const seen = ({ body: { type, title, status, detail } }: Answer) => [
      type,
      title,
      status,
      detail.replace(/\d+/, 'n'),
    ];
    expect(seen(answers[3]!)).toEqual(seen(known));
    expectLocked(answers[3]!);
    expect((await signIn(name, PASSWORD, someAddress())).status).toBe(401);
    expect((await signIn(`x${name}`, PASSWORD)).status).toBe(401);
  });

  test('is not locked by a name that nobody has, whatever it looks like', async () => {
    for (const name of [String(user.id), `account ${user.id}`, `id ${user.id}`]) {
      for (let time = 0; time < LIMIT; time += 1) {
        expect((await signIn(name, 'wrong')).status).toBe(401);
      }
    }
    expect((await right()).status).toBe(200);
  });

  test('is told by its network where it has IPv6', async () => {
    const n = next().toString(16);
    await fail(1, `2001:db8:${n}::1`);
    await fail(1, `2001:db8:${n}:0:1:2:3:4`);
    await fail(1, `2001:DB8:${n}:0:ffff:ffff:ffff:ffff`);
    expectLocked(await right(`2001:db8:${n}::5`));
    expect((await right(`2001:db8:${n}:1::1`)).status).toBe(200);
  });

  test('is the same in IPv4 as in its IPv6 clothes', async () => {
    await fail(1);
    await fail(2, `::ffff:${home}`);
    expectLocked(await right());
  });

  test('cannot be told by a forged X-Forwarded-For', async () => {
    const [first, ...others] = addresses(LIMIT + 1);
    for (const address of others) expect((await wrong(address, direct)).status).toBe(401);
    expectLocked(await right(first, direct));
    // Behind a proxy, what the client has sent stands before what the proxy has added.
    for (const forged of others) expect((await wrong(`${forged}, ${home}`)).status).toBe(401);
    expectLocked(await right(`${first}, ${home}`));
  });
});

describe('an account', () => {
  test('is locked for new addresses after fifteen failures, not where it was used', async () => {
    const [office] = addresses(1);
    expect((await right(office)).status).toBe(200);
    for (const address of addresses(5)) await fail(LIMIT, address);
    expectLocked(await right(someAddress()));
    expectLocked(await right(someAddress(), other));
    expect((await right(office)).status).toBe(200);
    await fail(LIMIT, office); // there it has its own limit
    expectLocked(await right(office));
    await letTimePass();
    expect((await right(someAddress())).status).toBe(200);
  });

  test('is locked in silence under its other name after as many, not where it was used', async () => {
    const [office] = addresses(1);
    expect((await right(office)).status).toBe(200);
    for (const address of addresses(5)) await fail(LIMIT, address);
    expectWrong(await signIn(user.email, PASSWORD, someAddress()));
    expect((await signIn(user.email, PASSWORD, office)).status).toBe(200);
    const token = await someResetToken(t, user.id);
    const password = 'another one that nobody guesses';
    expect((await t.api.post('/password/reset/', { token, password })).status).toBe(200);
    expect((await signIn(user.email, password, someAddress())).status).toBe(200);
  });

  test('is not locked by one address that tries both names on and on', async () => {
    for (const name of [user.username, user.email]) {
      for (let time = 0; time < 2 * LIMIT; time += 1) await signIn(name, 'wrong', home);
    }
    for (const address of addresses(3)) await fail(LIMIT, address); // 12 of 15 in all
    expect((await signIn(user.email, PASSWORD, someAddress())).status).toBe(200);
  });

  test('is not locked by one address that goes on and on', async () => {
    await fail(LIMIT);
    const answers = [];
    for (let round = 0; round < 10; round += 1) {
      answers.push(...(await atOnce(10, (api) => wrong(home, api))));
    }
    expect(statuses(answers)).toEqual({ 429: 100 });
    await fail(LIMIT - 1, someAddress());
    expect((await right(someAddress())).status).toBe(200);
  });

  test('is not locked by an address that is locked itself', async () => {
    await atOnce(30, (api, n) => signIn(`nobody${next()}x${n}`, 'wrong', home, api));
    for (let time = 0; time < 20; time += 1) expectLocked(await wrong());
    for (const address of addresses(4)) await fail(LIMIT, address);
    expect((await right(someAddress())).status).toBe(200);
  });

  test('is unlocked by a password reset, everywhere', async () => {
    const all = addresses(5);
    for (const address of all) await fail(LIMIT, address);
    expectLocked(await right(someAddress()));
    const password = 'another one that nobody guesses';
    const token = await someResetToken(t, user.id);
    expect((await t.api.post('/password/reset/', { token, password })).status).toBe(200);
    for (const address of [...all, someAddress()]) {
      expect((await signIn(user.username, password, address)).status).toBe(200);
    }
  });

  test.each(['PATCH', 'DELETE'])(
    'is locked by a wrong current_password of %s /me/ too',
    async (method) => {
      const confirm = (current_password: string, address = home) =>
        t.api.send(method, '/me/', {
          token: user.token,
          json: { current_password, ...(method === 'PATCH' ? { email: `new${user.email}` } : {}) },
          ...from(address),
        });
      for (let time = 0; time < LIMIT; time += 1) {
        const { status, body } = await confirm('wrong');
        expect([status, body.errors[0].field]).toEqual([400, 'current_password']);
      }
      expectLocked(await confirm(PASSWORD));
      expectWrong(await right());
      // The session goes on: only what needs the password is locked, and only from there.
      expect((await t.api.get('/me/', { token: user.token, ...from(home) })).body.email).toBe(
        user.email,
      );
      expect((await confirm(PASSWORD, someAddress())).status).toBe(method === 'PATCH' ? 200 : 204);
    },
  );

  test('is locked for its owner, signed in, by wrong sign-ins from the same address', async () => {
    await fail(LIMIT);
    const json = { email: `new${user.email}`, current_password: PASSWORD };
    expectLocked(await t.api.patch('/me/', json, { token: user.token, ...from(home) }));
    // Whether a new name is the password is looked at, too.
    const rename = { username: `${user.username}x` };
    expectLocked(await t.api.patch('/me/', rename, { token: user.token, ...from(home) }));
    expect((await t.api.get('/me/', { token: user.token, ...from(home) })).status).toBe(200);
  });
});

describe('an address', () => {
  test('is locked after thirty failures of different accounts, others are not', async () => {
    const strangers = await atOnce(30, (api, n) => signIn(`who${next()}x${n}`, 'x', home, api));
    expect(statuses(strangers)).toEqual({ 401: 30 });
    expectLocked(await right());
    expectLocked(await right(home, other));
    expectLocked(await signIn(`who${next()}`, 'x'));
    expect((await right(someAddress())).status).toBe(200);
    await letTimePass();
    expect((await right()).status).toBe(200);
  });

  test('is not locked by any number of successes', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(statuses(await atOnce(20, (api) => right(home, api)))).toEqual({ 200: 20 });
    }
  });
});

describe('at the same instant over two instances', () => {
  test('thirty right sign-ins all succeed', async () => {
    expect(statuses(await atOnce(30, (api) => right(home, api)))).toEqual({ 200: 30 });
    await fail(LIMIT);
    expectLocked(await right());
  });

  test('of forty wrong ones, three are looked at', async () => {
    expect(statuses(await atOnce(40, (api) => wrong(home, api)))).toEqual({ 401: 3, 429: 37 });
    expect((await right(someAddress())).status).toBe(200);
  });

  test('of forty wrong ones from as many addresses, fifteen are looked at', async () => {
    const all = addresses(40);
    const answers = await atOnce(40, (api, index) => wrong(all[index], api));
    expect(statuses(answers)).toEqual({ 401: 15, 429: 25 });
  });

  test('of forty wrong ones for as many accounts, thirty are looked at', async () => {
    const answers = await atOnce(40, (api, n) => signIn(`any${next()}x${n}`, 'x', home, api));
    expect(statuses(answers)).toEqual({ 401: 30, 429: 10 });
  });

  test('two wrong ones do not lock out the right ones beside them', async () => {
    const answers = await atOnce(20, (api, n) => (n === 3 || n === 4 ? wrong : right)(home, api));
    expect(statuses(answers)).toEqual({ 200: 18, 401: 2 });
  });
});

test('attempts of a process that has died count for seconds only', async () => {
  const never = () => new Promise<never>(() => undefined);
  for (let time = 0; time < LIMIT; time += 1) {
    const who = { name: user.username, account: user.id, address: home };
    void t.app.get(SignInLimits).attempt(who, never);
  }
  while ((await mostPending()) < LIMIT) await sleep(10);
  expect((await right()).status).toBe(200); // it waits for them
  await fail(LIMIT);
  expectLocked(await right());
});

/** Attempts under way, of one account. */
const mostPending = async (): Promise<number> =>
  (await t.dataSource.query('SELECT max(pending) AS most FROM sign_in_failures'))[0].most;

describe('what is kept', () => {
  const rows = (): Promise<Record<string, unknown>[]> =>
    t.dataSource.query('SELECT * FROM sign_in_failures ORDER BY account, address');

  test('has neither names nor addresses, and no attempt that has not ended', async () => {
    const name = `secret${next()}`;
    await fail(1);
    for (const login of [name, user.email]) await signIn(login, 'wrong');
    await right();
    const all = await rows();
    const text = JSON.stringify(all).toLowerCase();
    for (const secret of [name, user.username, user.email, home])
      expect(text).not.toContain(secret);
    for (const { account, address, pending } of all) {
      expect([account, address]).toEqual([
        expect.stringMatching(/^([\w-]{22})?$/),
        expect.stringMatching(/^([\w-]{22})?$/),
      ]);
      expect(pending).toBe(0);
    }
  });

  test('goes after its time, except for where accounts have been used', async () => {
    await t.dataSource.query('DELETE FROM sign_in_failures');
    await right();
    await fail(1, someAddress());
    await letTimePass();
    await fail(1, someAddress());
    await t.app.get(Housekeeping).runAll();
    const left = await rows();
    expect(left).toHaveLength(6); // where it was used, and the last failure in its five scopes
    expect(left.filter((row) => row['known_until'] !== null)).toHaveLength(1);
    for (const address of addresses(4)) await fail(LIMIT, address);
    await fail(2, someAddress());
    expectLocked(await right(someAddress()));
    expect((await right()).status).toBe(200); // known still
    await t.dataSource.query('UPDATE sign_in_failures SET resets_at = now(), known_until = now()');
    await t.app.get(Housekeeping).runAll();
    expect(await rows()).toEqual([]);
  });
});
