import { next, PASSWORD, someResetToken, someUser, type TestUser } from '../support/factories.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const NEW_PASSWORD = 'another one that nobody guesses';

let t: TestApp;
let smtp: TestSmtp;
beforeAll(async () => {
  smtp = await startSmtp();
  t = await startTestApp({ smtpUrl: smtp.url, mailFrom: 'movies@example.org' });
});
afterAll(async () => {
  await t.close();
  await smtp.close();
});
beforeEach(async () => {
  const waiting = 'SELECT count(*)::int AS count FROM mails';
  while ((await t.dataSource.query(waiting))[0].count > 0) await new Promise(setImmediate);
  smtp.mails.splice(0);
});

const change = ({ token }: Pick<TestUser, 'token'>, json: unknown) =>
  t.api.patch('/me/', json, { token });
const session = async ({ username }: TestUser, password = PASSWORD): Promise<string> =>
  (await t.api.post('/login/', { username, password })).body.token;
const isOpen = async (token: string) => (await t.api.get('/me/', { token })).status === 200;
const recipients = (mails: readonly { to?: unknown }[]): string[] =>
  mails.map(({ to }) => (to as { value: { address: string }[] }).value[0]!.address);

test('one reads oneself', async () => {
  const user = await someUser(t.api);
  const { status, body } = await t.api.get('/me/', { token: user.token });
  expect(status).toBe(200);
  expect(body).toEqual({
    id: user.id,
    username: user.username,
    email: user.email,
    role: 'user',
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

test('a new name needs no password, and the next sign-in takes it', async () => {
  const user = await someUser(t.api);
  const username = `renamed${next()}`;
  const { status, body } = await change(user, { username });
  expect([status, body.username, body.email]).toEqual([200, username, user.email]);
  expect((await t.api.post('/login/', { username, password: PASSWORD })).status).toBe(200);
  expect((await change(user, {})).body.username).toBe(username);
});

test('a new address needs the password, and the old one is told', async () => {
  const user = await someUser(t.api);
  const token = await someResetToken(t, user.id);
  const email = `New${next()}@Example.org`;
  const { status, body } = await change(user, { email, current_password: PASSWORD });
  expect([status, body.email]).toEqual([200, email.replace('Example', 'example')]);
  const [told] = await smtp.received(1);
  expect(recipients([told!])).toEqual([user.email]);
  expect(told!.subject).toBe('Your e-mail address was changed');
  for (const text of [told!.text, String(told!.html)])
    expect(String(text).toLowerCase()).not.toContain(email.toLowerCase());
  const mailed = await t.api.post('/password/reset/', { token, password: NEW_PASSWORD });
  expect(mailed.status).toBe(400); // what was mailed to the old address is void
});

test('a new password ends the other sessions, keeps this one, and is told by mail', async () => {
  const user = await someUser(t.api);
  const others = [await session(user), await session(user)];
  const answer = await change(user, { password: NEW_PASSWORD, current_password: PASSWORD });
  expect(answer.status).toBe(200);
  expect(await isOpen(user.token)).toBe(true);
  for (const token of others) expect(await isOpen(token)).toBe(false);
  expect(await session(user, PASSWORD)).toBeUndefined();
  expect(await isOpen(await session(user, NEW_PASSWORD))).toBe(true);
  const [told] = await smtp.received(1);
  expect(told!.subject).toBe('Your password was changed');
});

test('both at once tell the old address of both', async () => {
  const user = await someUser(t.api);
  const email = `both${next()}@example.org`;
  await change(user, { email, password: NEW_PASSWORD, current_password: PASSWORD });
  const mails = await smtp.received(2);
  expect(recipients(mails)).toEqual([user.email, user.email]);
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    'Your e-mail address was changed',
    'Your password was changed',
  ]);
});

test.each([
  ['a missing current password for an address', { email: 'x@example.org' }, 'current_password'],
  ['a missing current password for a password', { password: NEW_PASSWORD }, 'current_password'],
  [
    'a wrong current password',
    { password: NEW_PASSWORD, current_password: 'not this one' },
    'current_password',
  ],
  ['a common password', { password: 'password123', current_password: PASSWORD }, 'password'],
  ['a short password', { password: 'short', current_password: PASSWORD }, 'password'],
  ['a name that is none', { username: 'a b' }, 'username'],
  ['null for a name', { username: null }, 'username'],
  ['a role', { role: 'admin' }, 'role'],
  ['an unknown field', { nickname: 'x' }, 'nickname'],
])('%s is 400 on that field', async (_, json, field) => {
  const user = await someUser(t.api);
  const { status, body } = await change(user, json);
  expect([status, body.errors[0].field]).toEqual([400, field]);
  expect((await t.api.get('/me/', { token: user.token })).body.username).toBe(user.username);
  expect(await session(user)).toBeDefined();
});

test('the new password may be neither the new name nor the new address', async () => {
  const user = await someUser(t.api);
  const name = `long.enough.${next()}`;
  const same = { username: name, password: name.toUpperCase(), current_password: PASSWORD };
  expect((await change(user, same)).body.errors[0].field).toBe('password');
});

test('names and addresses of others are 409, in any case; ones own are not', async () => {
  const [user, other] = [await someUser(t.api), await someUser(t.api)];
  const name = await change(user, { username: other.username.toUpperCase() });
  expect([name.status, name.body.errors[0].field]).toEqual([409, 'username']);
  const email = { email: other.email.toUpperCase(), current_password: PASSWORD };
  const address = await change(user, email);
  expect([address.status, address.body.errors[0].field]).toEqual([409, 'email']);
  expect((await change(user, { username: user.username.toUpperCase() })).status).toBe(200);
});

test('of ten who take one name at the same instant, one gets it', async () => {
  const other = await t.another();
  const users = await Promise.all(Array.from({ length: 10 }, () => someUser(t.api)));
  const username = `wanted${next()}`;
  const answers = await Promise.all(
    users.map(({ token }, index) =>
      (index % 2 ? t.api : other.api).patch('/me/', { username }, { token }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
  await other.close();
});

test('of two who change one password at the same instant, one succeeds', async () => {
  const user = await someUser(t.api);
  const answers = await Promise.all(
    ['one', 'two'].map((end) =>
      change(user, { password: `${NEW_PASSWORD} ${end}`, current_password: PASSWORD }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
});
