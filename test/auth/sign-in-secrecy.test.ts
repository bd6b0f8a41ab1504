import pg from 'pg';
import type { Answer } from '../support/client.js';
import { next, PASSWORD, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Failures of a name from one address; 15 of a name, 30 of an address. */
const LIMIT = 3;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ loginMaxFailures: LIMIT, trustProxy: ['127.0.0.1'], worker: false });
});
afterAll(() => t.close());

let user: TestUser;
let home: string;
beforeEach(async () => {
  [user, home] = [await someUser(t.api), someAddress()];
});

/** An address that nothing has come from yet. */
const someAddress = (): string => `10.4.${next() >> 8}.${next() & 255}`;
const addresses = (count: number): string[] => Array.from({ length: count }, () => someAddress());
const signIn = (username: string, password: string, address = home): Promise<Answer> =>
  t.api.post('/login/', { username, password }, { headers: { 'x-forwarded-for': address } });
const wrong = (address?: string) => signIn(user.username, 'wrong', address);

async function fail(times: number, address = home): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await wrong(address)).status).toBe(401);
}

test('a limit does not tell which names belong to one account', async () => {
  const [stranger, nobody] = [await someUser(t.api), `nobody${next()}@example.org`];
  const names = [user.username, user.email, stranger.email, nobody];
  const seen = async (name: string, address: string): Promise<unknown> => {
    const { status, headers, body } = await signIn(name, 'wrong', address);
    const { type, title, detail, errors } = body;
    const told = [type, title, detail.replace(/\d+/, 'n'), errors];
    return [status, [...headers.keys()].toSorted(), told];
  };
  // One address after the other until the username is locked for all, then the others.
  for (const address of addresses(6)) {
    const alone = someAddress();
    for (let time = 0; time <= LIMIT; time += 1) await wrong(address);
    const [first, ...others] = await Promise.all(names.slice(1).map((name) => seen(name, alone)));
    expect(others).toEqual([first, first]);
    for (let time = 0; time <= LIMIT + 1; time += 1) {
      const [one, ...more] = await Promise.all(names.slice(1).map((name) => seen(name, address)));
      expect(more).toEqual([one, one]);
    }
  }
});

test('a sign-in takes the same statements whether or not the name is known, and locked in silence', async () => {
  const statements = async (name: string, address: string): Promise<string[]> => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      expect((await signIn(name, 'wrong', address)).status).toBe(401);
      const texts = query.mock.calls.map(([first]: unknown[]) => (first as { text: string }).text);
      return texts.filter((text) => /sign_in_failures|users/.test(text)); // upkeep is none of them
    } finally {
      query.mockRestore();
    }
  };
  await fail(LIMIT);
  const known = await statements(user.email, someAddress());
  expect(known.length).toBeGreaterThan(3);
  expect(await statements(`nobody${next()}`, someAddress())).toEqual(known);
  const silent = await statements(user.email, home);
  expect(known.filter((text) => !silent.includes(text))).toHaveLength(1); // nothing is counted
});

describe('the log', () => {
  test('has a line for each refusal, with neither the name nor the address', async () => {
    const lines = () => t.logged.filter(({ context }) => context === 'SignIn');
    const before = lines().length;
    await fail(LIMIT, '198.51.100.77');
    expect((await wrong('198.51.100.77')).status).toBe(429);
    await fail(1, '2001:db8:aa:bb::1');
    await signIn(user.username, PASSWORD);
    const told = lines().slice(before);
    const line = (sign_in: string, network: string) => ({
      level: 40,
      context: 'SignIn',
      sign_in,
      network,
      name_digest: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(told).toMatchObject([
      ...Array.from({ length: LIMIT }, () => line('failed', '198.51.100.0/24')),
      line('limited', '198.51.100.0/24'),
      line('failed', '2001:db8:aa::/48'),
    ]);
    expect(new Set(told.map(({ name_digest }) => name_digest)).size).toBe(1);
    expect(JSON.stringify(told)).not.toContain(user.username);
    await signIn(`x${user.username}`, 'wrong');
    expect(lines().at(-1)!['name_digest']).not.toBe(told[0]!['name_digest']);
  });
});
