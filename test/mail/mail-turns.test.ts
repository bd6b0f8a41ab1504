import pg from 'pg';
import { ANY_WAITS, CLAIM, REJOIN, turnOf } from '../../src/mail/mail.queries.js';
import { cloneDatabase } from '../support/cluster.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { explained, rowsRead, type PlanMode } from '../support/plans.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let smtp: TestSmtp;
beforeAll(async () => {
  smtp = await startSmtp();
  t = await startTestApp({ worker: false }); // mails wait until a test starts who sends them
});
afterAll(async () => {
  await t.close();
  await smtp.close();
});
beforeEach(async () => {
  smtp.relent();
  await t.dataSource.query('DELETE FROM mails');
  smtp.mails.splice(0);
});

const sender = (perMinute: number, env: Record<string, string> = {}) =>
  t.another({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'movies@example.org',
    MAIL_PER_MINUTE: String(perMinute),
    MAIL_CONCURRENCY: '1',
    ...env,
  });
const forget = ({ email }: TestUser) => t.api.post('/password/forgot/', { email });
/** To whom the mails went, in this order. */
const recipients = (): string[] =>
  smtp.mails.map(({ to }) => (Array.isArray(to) ? to[0]! : to!).text);
const twoUsers = (): Promise<TestUser[]> => Promise.all([someUser(t.api), someUser(t.api)]);

test('who has many mails keeps neither others waiting nor mails about safety', async () => {
  const [many, few] = (await twoUsers()) as [TestUser, TestUser];
  const reset = await someUser(t.api);
  for (let count = 0; count < 40; count += 1) await someMovie(t.api, many);
  for (let count = 0; count < 2; count += 1) await someMovie(t.api, few);
  await forget(reset);
  const instance = await sender(6000);
  await smtp.received(43, 60);
  await instance.close();
  const expected = [reset, many, few, many, few, many].map(({ email }) => email);
  expect(recipients().slice(0, 6)).toEqual(expected);
  expect(new Set(recipients().slice(5))).toEqual(new Set([many.email]));
}, 120_000);

test('what is urgent does not wait behind mails that wait for their places', async () => {
  const [many, reset] = (await twoUsers()) as [TestUser, TestUser];
  for (let count = 0; count < 8; count += 1) await someMovie(t.api, many);
  const instance = await sender(30, { MAIL_CONCURRENCY: '8' });
  await smtp.received(2);
  await forget(reset);
  const before = smtp.mails.length;
  await smtp.received(9, 60);
  await instance.close();
  expect(recipients().indexOf(reset.email)).toBeLessThan(before + 3); // two may be on their way
});

test('a mail that is tried again stands behind the others of its account', async () => {
  const [many, few] = (await twoUsers()) as [TestUser, TestUser];
  for (let count = 0; count < 3; count += 1) await someMovie(t.api, many);
  const ids = 'SELECT id FROM mails WHERE turn IS NOT NULL ORDER BY turn, id';
  const [first, second, third] = await t.dataSource.query(ids);
  await t.dataSource.query('UPDATE mails SET turn = NULL, attempts = 1 WHERE id = $1', [first.id]);
  await someMovie(t.api, few);
  await t.dataSource.query(REJOIN.text);
  const [latest] = await t.dataSource.query('SELECT max(id) AS id FROM mails');
  expect(await t.dataSource.query(ids)).toEqual([latest, second, third, first]);
});

test('an address that nobody has uses up no place of the pace', async () => {
  const { email, token } = await someUser(t.api);
  for (let count = 0; count < 50; count += 1)
    await t.api.post('/password/forgot/', { email: `nobody${count}@example.org` });
  await someMovie(t.api, { token });
  const instance = await sender(1); // the second place comes in a minute
  await smtp.received(1);
  await instance.close();
  expect(recipients()).toEqual([email]);
});

describe('with a hundred thousand mails that wait', () => {
  let client: pg.Client;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await cloneDatabase();
    drop = database.drop;
    client = new pg.Client(database.connection);
    await client.connect();
    const add = (columns: string, values: string): Promise<unknown> =>
      client.query(`INSERT INTO mails (kind, payload, ${columns})
        SELECT 'movie-created', '{}', ${values} FROM generate_series(1, 100000) AS n`);
    await add('account_id, turn', `n % 500, now() + n / 500 * interval '1 minute'`);
    await add('account_id, turn, due_at, attempts', `n % 500, NULL, now() + interval '1 hour', 1`);
    await add('account_id, turn, dead_at', 'n % 500, NULL, now()');
    await client.query('VACUUM ANALYZE mails');
  });
  afterAll(async () => {
    await client.end();
    await drop();
  });

  const modes: PlanMode[] = ['force_custom_plan', 'force_generic_plan'];
  const statements = Object.entries({ CLAIM, ANY_WAITS, REJOIN });
  test.each(modes.flatMap((mode) => statements.map(([name, it]) => [name, mode, it] as const)))(
    '%s reads a few of them (%s)',
    async (_, mode, { text }) => {
      const values = text.includes('$1') ? ['{}'] : [];
      const plan = await explained(client, { text, values }, mode);
      expect(rowsRead(plan, 'mails')).toBeLessThan(10);
      expect(plan.blocks).toBeLessThan(50);
    },
  );

  test.each(modes)('so does the place of a new one (%s)', async (mode) => {
    const text = `SELECT ${turnOf('account.id')} FROM (SELECT $1::bigint AS id) AS account`;
    const plan = await explained(client, { text, values: [7] }, mode);
    expect(rowsRead(plan, 'mails')).toBeLessThan(10);
    expect(plan.blocks).toBeLessThan(50);
  });
});
