import { next, PASSWORD, someUser, type TestUser } from '../support/factories.js';
import type { Answer } from '../support/client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());

const register = (input: object): Promise<Answer> => {
  const username = `user${next()}`;
  return t.api.post('/register/', {
    username,
    email: `${username}@example.org`,
    password: PASSWORD,
    ...input,
  });
};
const rename = ({ token }: TestUser, json: object): Promise<Answer> =>
  t.api.patch('/me/', json, { token });
const errors = ({ status, body }: Answer): unknown => [
  status,
  body.errors?.map(({ field }: { field: string }) => field),
];

describe('one mailbox has one account', () => {
  test('whichever way its domain is written', async () => {
    const name = `mail${next()}`;
    const first = await register({ email: `${name}@Bücher.example` });
    expect([first.status, first.body.user.email]).toEqual([201, `${name}@xn--bcher-kva.example`]);
    for (const domain of [
      'xn--bcher-kva.example',
      'XN--BCHER-KVA.EXAMPLE',
      'BÜCHER.example',
      'bu\u0308cher.example',
    ]) {
      expect(errors(await register({ email: `${name.toUpperCase()}@${domain}` }))).toEqual([
        409,
        ['email'],
      ]);
      const signIn = { username: `${name}@${domain}`, password: PASSWORD };
      expect((await t.api.post('/login/', signIn)).status).toBe(200);
    }
    const other = await someUser(t.api);
    const taken = { email: `${name}@bücher.example`, current_password: PASSWORD };
    expect(errors(await rename(other, taken))).toEqual([409, ['email']]);
  });

  test.each([
    ['a zero width space', 'u@exam\u200Bple.org'],
    ['a soft hyphen', 'u@exam\u00ADple.org'],
    ['a word joiner', 'u@exam\u2060ple.org'],
    ['a bidi control', 'u@\u202Eexample.org'],
    ['a byte order mark at the start', '\uFEFFu@example.org'],
    ['a variation selector', 'u@example.o\uFE0Frg'],
    ['a control character', 'u@exam\u0007ple.org'],
    ['a hidden sign before the @', 'u\u200B@example.org'],
    ['quotes', '"u"@example.org'],
  ])('an address with %s is 400', async (_, email) => {
    expect(errors(await register({ email }))).toEqual([400, ['email']]);
    expect(errors(await t.api.post('/password/forgot/', { email }))).toEqual([400, ['email']]);
  });

  test.each(['\u200B', '\u00AD', '\uFEFF', '\u202E', '\u0001', '\n', '\u0131', '\u017F'])(
    'a username with %j is 400, and signs nobody in',
    async (sign) => {
      const { username } = await someUser(t.api);
      const name = `${username.slice(0, 2)}${sign}${username.slice(2)}`;
      expect(errors(await register({ username: name }))).toEqual([400, ['username']]);
      const signIn = await t.api.post('/login/', { username: name, password: PASSWORD });
      expect(signIn.status).toBe(401);
    },
  );
});

describe("names of the service's own", () => {
  test.each(['admin', 'ADMIN', 'Ad_min', 'r.o.o.t', '-support-', 'Administrator', 'moderator'])(
    '%s is reserved',
    async (username) => {
      expect(errors(await register({ username }))).toEqual([400, ['username']]);
      expect(errors(await rename(await someUser(t.api), { username }))).toEqual([
        400,
        ['username'],
      ]);
    },
  );

  test.each(['admin1', 'admin_123', 'moderator7', 'rooted', 'supporter'])(
    '%s is not',
    async (username) => {
      expect((await register({ username })).status).toBe(201);
    },
  );

  test('who has one from before keeps it', async () => {
    const user = await someUser(t.api);
    await t.dataSource.query(`UPDATE users SET username = 'staff' WHERE id = $1`, [user.id]);
    expect((await rename(user, { username: 'Staff' })).body.username).toBe('Staff');
  });
});

describe('a new name is not the password', () => {
  const PASSWORD_LIKE_A_NAME = 'Purple.Elephant7';
  const owner = () => someUser(t.api, { password: PASSWORD_LIKE_A_NAME });

  test('as it is', async () => {
    const json = { username: PASSWORD_LIKE_A_NAME };
    expect(errors(await rename(await owner(), json))).toEqual([400, ['username']]);
  });

  test('nor its lower case', async () => {
    const password = PASSWORD_LIKE_A_NAME.toLowerCase();
    const user = await someUser(t.api, { password });
    const username = PASSWORD_LIKE_A_NAME.toUpperCase();
    expect(errors(await rename(user, { username }))).toEqual([400, ['username']]);
  });

  test('nor the password in any case, where it is given', async () => {
    const json = { username: 'PURPLE.elephant7', current_password: PASSWORD_LIKE_A_NAME };
    expect(errors(await rename(await owner(), json))).toEqual([400, ['username']]);
    const email = 'purple.elephant@example.org';
    const other = await someUser(t.api, { password: email });
    const address = { email: email.toUpperCase(), current_password: email };
    expect(errors(await rename(other, address))).toEqual([400, ['email']]);
  });

  test('a wrong password beside a name is 400', async () => {
    const json = { username: `renamed${next()}`, current_password: 'not this one' };
    expect(errors(await rename(await owner(), json))).toEqual([400, ['current_password']]);
  });

  test('names that are tried count as guesses', async () => {
    const user = await owner();
    const names = Array.from({ length: 10 }, () => `guess.at.it.${next()}`);
    for (const username of names) expect((await rename(user, { username })).status).toBe(200);
    expect((await rename(user, { username: PASSWORD_LIKE_A_NAME })).status).toBe(429);
  });
});

describe('a password that is easily guessed is 400', () => {
  test.each([
    'aaaaaaaa',
    'ABABabab',
    'abcabcabc',
    'abcabcabca',
    '12341234',
    '🎬🎬🎬🎬🎬🎬🎬🎬',
    'xyzzy1xyzzy1',
    'passwordpassword',
    'Novosibirsk', // some 60,000 are commoner
    'odt4p6sv8',
  ])('%s', async (password) => {
    expect(errors(await register({ password }))).toEqual([400, ['password']]);
  });

  test.each([
    'correct horse battery',
    'пароль из слов',
    `${'ab'.repeat(63)}c!`,
    '가나다라마바사아',
  ])('%s is fine', async (password) => {
    expect((await register({ password })).status).toBe(201);
  });
});
