import jwt from 'jsonwebtoken';
import type { Client } from '../support/client.js';
import { PASSWORD, someMovie, someUser, succeeded, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const OLD = 'the secret before of more than 32 characters';
const NEW = 'its successor which has as many of them as well';
const FOREIGN = 'what somebody else has and is none of ours at all';

let t: TestApp;
/** Instances on one database: before a rotation, while both secrets are good, and after it. */
let before: Client;
let during: Client;
let after: Client;
beforeAll(async () => {
  t = await startTestApp();
  const instance = async (JWT_SECRET: string): Promise<Client> =>
    (await t.another({ JWT_SECRET })).api;
  before = await instance(OLD);
  during = await instance(`${NEW},${OLD}`);
  after = await instance(NEW);
});
afterAll(() => t.close());

const statusOf = async (api: Client, token: string): Promise<number> =>
  (await api.get('/me/', { token })).status;

async function signedIn(api: Client, { username }: TestUser): Promise<string> {
  return succeeded(await api.post('/login/', { username, password: PASSWORD }), 200).body.token;
}

const kidOf = (token: string): string | undefined =>
  jwt.decode(token, { complete: true })!.header.kid;

test('tokens of the old secret are good until it is taken from the list', async () => {
  const { token } = await someUser(before);
  expect(await statusOf(during, token)).toBe(200);
  const refused = await after.get('/me/', { token });
  expect(refused.status).toBe(401);
  expect(refused.body.detail).toMatch(/malformed/);
});

test('new tokens bear the name of the first secret, and are good where the old one is gone', async () => {
  const user = await someUser(during);
  const again = await signedIn(after, user);
  expect(kidOf(user.token)).toMatch(/^[\w-]{8}$/);
  expect(kidOf(user.token)).toBe(kidOf(again));
  expect(kidOf(user.token)).not.toBe(kidOf(await signedIn(before, user)));
  expect(await statusOf(after, user.token)).toBe(200);
  expect(await statusOf(before, user.token)).toBe(401);
});

test('a session that has ended stays ended, whatever signed its token', async () => {
  const user = await someUser(before);
  const second = await signedIn(during, user);
  await during.post('/logout/all/', undefined, { token: second });
  for (const token of [user.token, second]) expect(await statusOf(during, token)).toBe(401);
});

describe('a token', () => {
  const claims = (token: string): object => {
    const { sub, sid, jti } = jwt.decode(token) as jwt.JwtPayload;
    return { sub, sid, jti };
  };
  const signed = (token: string, secret: string, kid?: string): string =>
    jwt.sign(claims(token), secret, {
      issuer: 'movie-api',
      expiresIn: 60,
      ...(kid === undefined ? {} : { keyid: kid }),
    });

  test.each([
    ['of the version before, which names no key', OLD, false, 200],
    ['without a name, by the first secret', NEW, false, 200],
    ['without a name, by the list as a whole, once one secret', `${NEW},${OLD}`, false, 200],
    ['without a name, by nobody here', FOREIGN, false, 401],
    ['with the name of a key that has not signed it', FOREIGN, true, 401],
    ['with the name of the other key', NEW, true, 401],
  ])('%s', async (_, secret, named, status) => {
    const { token } = await someUser(before);
    const kid = named ? kidOf(token) : undefined;
    expect(await statusOf(during, signed(token, secret, kid))).toBe(status);
  });

  test.each([['unknown'], ['']])('that names the key "%s"', async (kid) => {
    const { token } = await someUser(during);
    expect(await statusOf(during, signed(token, NEW.replace('its', 'their'), kid))).toBe(401);
  });
});

test('walks go on across a rotation', async () => {
  const user = await someUser(before);
  for (let i = 0; i < 4; i += 1) await someMovie(before, user);
  const list = `/movies/?creator=${user.id}&page_size=1`;
  const pathOf = (address: string): string => address.slice(new URL(address).origin.length);
  const first = succeeded(await before.get(`${list}&cursor=`), 200).body;
  const second = succeeded(await during.get(pathOf(first.next)), 200).body;
  const third = succeeded(await after.get(pathOf(second.next)), 200).body;
  const seen = [first, second, third].map(({ results }) => results[0].id as number);
  expect(seen).toEqual([...seen].sort((one, other) => other - one));
  expect(new Set(seen).size).toBe(3);
  expect((await after.get(pathOf(first.next))).status).toBe(400);
});
