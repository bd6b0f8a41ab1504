import { next, PASSWORD, someResetToken, someUser } from '../support/factories.js';
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
const forgot = (email: string) => t.api.post('/password/forgot/', { email });
const reset = (token: string, password = NEW_PASSWORD) =>
  t.api.post('/password/reset/', { token, password });
const login = (username: string, password: string) => t.api.post('/login/', { username, password });
/** The token of the last mail's link. */
const mailedToken = async (count = 1): Promise<string> => {
  const mails = await smtp.received(count);
  return /#token=([\w-]+)/.exec(mails.at(-1)!.text!)![1]!;
};
const queueIsEmpty = async (): Promise<void> => {
  const waiting = 'SELECT count(*)::int AS count FROM mails WHERE dead_at IS NULL';
  while ((await t.dataSource.query(waiting))[0].count > 0) await new Promise(setImmediate);
};

beforeEach(async () => {
  await queueIsEmpty();
  smtp.mails.splice(0);
});

test('from the mail to the new password: all sessions end, the old password is dead', async () => {
  const user = await someUser(t.api);
  const answer = await forgot(user.email.toUpperCase());
  expect([answer.status, answer.body]).toEqual([
    202,
    { message: 'If an account has this address, a mail is on its way.' },
  ]);
  const token = await mailedToken();
  const [mail] = smtp.mails;
  expect(mail!.to).toMatchObject({ value: [{ address: user.email }] });
  expect(mail!.subject).toBe('Choose a new password');
  expect(mail!.html).toContain(token);
  expect((await reset(token)).status).toBe(200);
  expect((await t.api.get('/me/', { token: user.token })).status).toBe(401);
  expect((await login(user.username, PASSWORD)).status).toBe(401);
  expect((await login(user.username, NEW_PASSWORD)).status).toBe(200);
  const told = (await smtp.received(2))[1]!;
  expect(told.subject).toBe('Your password was changed');
  expect(told.to).toMatchObject({ value: [{ address: user.email }] });
});

test('nobody gets a mail for an address without an account, and the answer is the same', async () => {
  const user = await someUser(t.api);
  const [known, unknown] = [await forgot(user.email), await forgot(`x${user.email}`)];
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  await smtp.received(1);
  await queueIsEmpty();
  expect(smtp.mails.map(({ to }) => JSON.stringify(to))).toEqual([
    expect.stringContaining(`"${user.email}"`),
  ]);
});

test('a token works once, also when two requests use it at the same instant', async () => {
  const user = await someUser(t.api);
  for (let round = 0; round < 5; round += 1) {
    const token = await someResetToken(t, user.id);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => reset(token, `${NEW_PASSWORD} ${round} ${n}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const winner = answers.findIndex(({ status }) => status === 200) + 1;
    expect((await login(user.username, `${NEW_PASSWORD} ${round} ${winner}`)).status).toBe(200);
  }
});

test.each([
  ['unknown', async () => 'mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw'],
  ['empty of sense', async () => '%00'],
  [
    'expired',
    async (userId: number) => {
      const token = await someResetToken(t, userId);
      await t.dataSource.query('UPDATE password_resets SET expires_at = now() WHERE user_id = $1', [
        userId,
      ]);
      return token;
    },
  ],
])('a token that is %s is 400 and changes nothing', async (_, make) => {
  const user = await someUser(t.api);
  const answer = await reset(await make(user.id));
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([
    { field: 'token', message: 'is unknown, expired or used: ask for a new mail' },
  ]);
  expect((await t.api.get('/me/', { token: user.token })).status).toBe(200);
});

test('a weak password is 400, and the token is still good', async () => {
  const user = await someUser(t.api);
  const token = await someResetToken(t, user.id);
  for (const weak of ['short', 'password123', user.email]) {
    const answer = await reset(token, weak);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'password']);
  }
  expect((await reset(token)).status).toBe(200);
});

test('at most three mails an hour go to one account, however many ask at once', async () => {
  const user = await someUser(t.api);
  await Promise.all(Array.from({ length: 8 }, () => forgot(user.email)));
  await smtp.received(3);
  await queueIsEmpty();
  expect(smtp.mails).toHaveLength(3);
  await t.dataSource.query(
    "UPDATE password_resets SET created_at = created_at - interval '61 minutes' WHERE user_id = $1",
    [user.id],
  );
  await forgot(user.email);
  await smtp.received(4);
});

test('every token of the hour is good until one is used', async () => {
  const user = await someUser(t.api);
  await forgot(user.email);
  const first = await mailedToken();
  await forgot(user.email);
  const second = await mailedToken(2);
  expect(first).not.toBe(second);
  expect((await reset(first)).status).toBe(200);
  expect((await reset(second)).status).toBe(400);
});

test('the database holds no token, and no log line a token or an address', async () => {
  const user = await someUser(t.api);
  smtp.refuse(451, 1);
  await forgot(user.email);
  const token = await mailedToken();
  const tables = ['mails', 'password_resets', 'users', 'sessions'];
  for (const table of tables) {
    const rows = await t.dataSource.query(`SELECT ${table}::text AS row FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain(token);
  }
  expect((await reset(token)).status).toBe(200); // a repeated attempt carries the same token
  expect(JSON.stringify(t.logged)).not.toMatch(new RegExp(`${token}|${user.email}`));
});

test('a token that waited too long for the mail server is not sent any more', async () => {
  const user = await someUser(t.api);
  smtp.refuse(451, 1);
  await forgot(user.email);
  const late = "UPDATE mails SET queued_at = queued_at - interval '31 minutes' WHERE attempts = 1";
  while ((await t.dataSource.query(late))[1] === 0) await new Promise(setImmediate);
  await queueIsEmpty();
  expect(smtp.mails).toHaveLength(0);
});

test('a sign-in with the old password that races with the reset leaves no session', async () => {
  const other = await t.another();
  for (let round = 0; round < 6; round += 1) {
    const user = await someUser(t.api);
    const token = await someResetToken(t, user.id);
    const answers = await Promise.all([
      reset(token, `${NEW_PASSWORD} ${next()}`),
      ...[1, 2, 3].map(() =>
        other.api.post('/login/', { username: user.username, password: PASSWORD }),
      ),
    ]);
    expect(answers[0].status).toBe(200);
    for (const { status, body } of answers.slice(1)) {
      expect([200, 401]).toContain(status);
      if (status === 200) {
        expect((await t.api.get('/me/', { token: body.token })).status).toBe(401);
      }
    }
  }
  await other.close();
});

const GOOD = { token: 'mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw', password: NEW_PASSWORD };

test.each<[string, unknown, string[]]>([
  ['forgot', {}, ['email']],
  ['forgot', { email: null }, ['email']],
  ['forgot', { email: '' }, ['email']],
  ['forgot', { email: ['ada@example.org'] }, ['email']],
  ['forgot', { email: { $ne: '' } }, ['email']],
  ['forgot', { email: 'ada' }, ['email']],
  ['forgot', { email: 'ada@example.org, eve@example.org' }, ['email']],
  ['forgot', { email: 'ada@example.org\r\nBcc: eve@example.org' }, ['email']],
  ['forgot', { email: '<ada@example.org>' }, ['email']],
  ['forgot', { email: `${'a'.repeat(300)}@example.org` }, ['email']],
  ['forgot', { email: 'ada@example.org', username: 'ada' }, ['username']],
  ['forgot', [], []],
  ['reset', {}, ['password', 'token']],
  ['reset', { ...GOOD, token: null }, ['token']],
  ['reset', { ...GOOD, token: '' }, ['token']],
  ['reset', { ...GOOD, token: 7 }, ['token']],
  ['reset', { ...GOOD, token: 'x'.repeat(256) }, ['token']],
  ['reset', { ...GOOD, token: "' OR 1=1 --" }, ['token']],
  ['reset', { ...GOOD, password: null }, ['password']],
  ['reset', { ...GOOD, password: 'x'.repeat(129) }, ['password']],
  ['reset', { ...GOOD, email: 'ada@example.org' }, ['email']],
])('POST /password/%s/ with %j is 400', async (which, json, fields) => {
  const { status, body } = await t.api.post(`/password/${which}/`, json);
  expect(status).toBe(400);
  const named = (body.errors ?? []).map(({ field }: { field: string }) => field);
  expect(named.sort()).toEqual(fields);
});
