import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { databaseUrl } from '../support/server-process.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

const MAIL_FROM = 'Movies <movies@example.org>';

let t: TestApp;
let smtp: TestSmtp;
let user: TestUser;
beforeAll(async () => {
  smtp = await startSmtp();
  t = await startTestApp({
    smtpUrl: smtp.url.replace('//', '//somebody:password@'),
    smtpTimeoutSeconds: 1,
    mailFrom: MAIL_FROM,
    mailReplyTo: 'Help <help@example.org>',
    mailConcurrency: 1,
  });
  user = await someUser(t.api);
});
afterAll(async () => {
  await t.close();
  await smtp.close();
});
beforeEach(async () => {
  smtp.relent();
  smtp.cut(); // each begins with a connection of its own
  await t.dataSource.query('DELETE FROM mails');
  smtp.mails.splice(0);
});

interface Row {
  readonly id: number;
  readonly message: string;
  readonly attempts: number;
  readonly dead_at: Date | null;
  readonly last_error: string | null;
  /** Seconds. */
  readonly due_after_queued: number;
  readonly due_in: number;
  readonly due_before_giving_up: number;
}

async function rowOf(movieId: number): Promise<Row | undefined> {
  const [row] = await t.dataSource.query<Row[]>(
    `SELECT id, message, attempts, dead_at, last_error,
       extract(epoch FROM due_at - queued_at)::float8 AS due_after_queued,
       extract(epoch FROM due_at - clock_timestamp())::float8 AS due_in,
       extract(epoch FROM gives_up_at - due_at)::float8 AS due_before_giving_up
     FROM mails WHERE payload->>'movie_id' = $1`,
    [String(movieId)],
  );
  return row;
}

/** The row as soon as it is so. */
async function rowWhen(movieId: number, met: (row: Row) => boolean): Promise<Row> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const row = await rowOf(movieId);
    if (row !== undefined && met(row)) return row;
    if (Date.now() > deadline) throw new Error(`The row stayed ${JSON.stringify(row)}`);
    await sleep(10);
  }
}

const update = (movieId: number, change: string): Promise<unknown> =>
  t.dataSource.query(`UPDATE mails SET ${change} WHERE payload->>'movie_id' = $1`, [
    String(movieId),
  ]);

const unknown = (to: string): void =>
  smtp.refuseAt({ at: 'RCPT', to, code: 550, text: `5.1.1 <${to}> is unknown to postmaster` });

test('an address that is refused for good neither comes again nor holds up others', async () => {
  const users = await Promise.all(Array.from({ length: 10 }, () => someUser(t.api)));
  const poisoned = users[5]!;
  unknown(poisoned.email);
  const of = (owner: TestUser, count: number): Promise<any[]> =>
    Promise.all(Array.from({ length: count }, () => someMovie(t.api, owner)));
  await of(users[0]!, 11);
  const [movie] = await of(poisoned, 1);
  for (const owner of users.filter((one) => one !== poisoned).slice(1)) await of(owner, 11);
  const mails = await smtp.received(99);
  expect(JSON.stringify(mails.map(({ to }) => to))).not.toContain(poisoned.email);
  const row = await rowWhen(movie.id, ({ attempts }) => attempts > 0);
  expect(row).toMatchObject({ attempts: 1, last_error: 'EENVELOPE 550 5.1.1 at RCPT TO' });
  expect(row.dead_at).not.toBeNull();
  await sleep(1500);
  expect(await rowOf(movie.id)).toMatchObject({ attempts: 1 });
  // A busy machine may answer later than SMTP_TIMEOUT, a second here: the mail then comes once more.
  expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(99);
});

test('one mail after the other goes over a kept connection', async () => {
  const before = smtp.connections;
  await Promise.all(Array.from({ length: 10 }, () => someMovie(t.api, user)));
  await smtp.received(10);
  expect(smtp.connections - before).toBe(1);
});

const refusing = (at: 'greeting' | 'sign-in' | 'MAIL' | 'RCPT' | 'DATA', code: number) => () => {
  smtp.refuseAt({ at, code });
  return () => smtp.relent();
};

test.each<[string, string, () => (() => unknown) | Promise<() => unknown>]>([
  ['451 for the recipient', 'EENVELOPE 451 at RCPT TO', refusing('RCPT', 451)],
  ['421 for the sender', 'EENVELOPE 421 at MAIL FROM', refusing('MAIL', 421)],
  ['452 for the message', 'EMESSAGE 452 at DATA', refusing('DATA', 452)],
  ['554 for everyone', 'EPROTOCOL 554', refusing('greeting', 554)],
  ['535 at sign-in', 'EAUTH 535 at AUTH PLAIN', refusing('sign-in', 535)],
  ['a greeting that never comes', 'ETIMEDOUT', () => smtp.hangAt('greeting')],
  ['an answer that never comes', 'ETIMEDOUT', () => smtp.hangAt('DATA')],
  [
    'a refused connection',
    'ESOCKET',
    async () => {
      await smtp.close();
      return async () => {
        smtp = await startSmtp(Number(new URL(smtp.url).port));
      };
    },
  ],
])('after %s a mail waits, longer each time', async (_, error, spoil) => {
  const mend = await spoil();
  const { id } = await someMovie(t.api, user);
  const first = await rowWhen(id, ({ attempts }) => attempts === 1);
  expect(first).toMatchObject({ dead_at: null, last_error: error });
  expect(first.due_after_queued).toBeGreaterThanOrEqual(4);
  expect(first.due_in).toBeLessThanOrEqual(6.5);
  await update(id, 'due_at = now()');
  const second = await rowWhen(id, ({ attempts }) => attempts === 2);
  expect(second).toMatchObject({ dead_at: null, last_error: error });
  expect(second.due_after_queued).toBeGreaterThanOrEqual(8);
  expect(second.due_in).toBeLessThanOrEqual(12.5);
  await mend();
  await update(id, 'due_at = now()');
  await smtp.received(1);
});

test('the last attempt is when giving up is due, and its failure is the end', async () => {
  smtp.refuseAt({ at: 'RCPT', code: 451, text: '4.7.1 later' });
  const { id } = await someMovie(t.api, user);
  await rowWhen(id, ({ attempts }) => attempts === 1);
  await update(id, `due_at = now(), gives_up_at = now() + interval '4 seconds'`);
  const last = await rowWhen(id, ({ attempts }) => attempts === 2);
  expect(last).toMatchObject({ dead_at: null, due_before_giving_up: 0 });
  const dead = await rowWhen(id, ({ attempts }) => attempts === 3);
  expect(dead).toMatchObject({ last_error: 'EENVELOPE 451 4.7.1 at RCPT TO' });
  expect(dead.dead_at).not.toBeNull();
});

test('a mail whose time is over gets one attempt more, and no other', async () => {
  smtp.refuseAt({ at: 'RCPT', code: 451 });
  const { id } = await someMovie(t.api, user);
  await rowWhen(id, ({ attempts }) => attempts === 1);
  await update(id, `due_at = now(), gives_up_at = now() - interval '1 second'`);
  const { dead_at } = await rowWhen(id, ({ attempts }) => attempts === 2);
  expect(dead_at).not.toBeNull();
});

test('the database’s clock tells when giving up is due: this process may be slow', async () => {
  smtp.refuseAt({ at: 'RCPT', code: 451 });
  const { id } = await someMovie(t.api, user);
  await rowWhen(id, ({ attempts }) => attempts === 1);
  const now = Date.now;
  const slow = jest.spyOn(Date, 'now').mockImplementation(() => now() - 60_000);
  try {
    await update(id, `due_at = now(), gives_up_at = now() - interval '1 second'`);
    await rowWhen(id, ({ attempts }) => attempts >= 2);
    await sleep(1000); // no pause between attempts, if it is taken for a mail with time left
    const { attempts, dead_at } = (await rowOf(id))!;
    expect({ attempts, isDead: dead_at !== null }).toEqual({ attempts: 2, isDead: true });
  } finally {
    slow.mockRestore();
  }
});

describe('by the command line', () => {
  const cli = (...parameters: string[]): Promise<[code: number, stdout: string, stderr: string]> =>
    new Promise((done) => {
      const env = {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl(t.connection),
        JWT_SECRET,
      };
      execFile('node', ['dist/cli.js', ...parameters], { env }, (error, stdout, stderr) =>
        done([error ? Number(error.code) : 0, stdout, stderr]),
      );
    });

  test('dead mails are listed, and queued again by id or all together', async () => {
    expect(await cli('mail:failed')).toEqual([0, 'No mail was given up\n', '']);
    unknown(user.email);
    const movies: number[] = [];
    for (let index = 0; index < 3; index += 1) movies.push((await someMovie(t.api, user)).id);
    const rows: Row[] = [];
    for (const id of movies) rows.push(await rowWhen(id, ({ dead_at }) => dead_at !== null));

    const [, listed] = await cli('mail:failed');
    const lines = listed.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const [index, line] of lines.entries()) {
      expect(line.split('\t')).toEqual([
        String(rows[index]!.id),
        'movie-created',
        `movie ${movies[index]}`,
        '1 attempt',
        expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
        expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
        'EENVELOPE 550 5.1.1 at RCPT TO',
      ]);
    }
    expect(listed).not.toContain('@');

    smtp.relent();
    expect(await cli('mail:retry', String(rows[1]!.id))).toEqual([0, '1 queued again\n', '']);
    const [mail] = await smtp.received(1);
    expect(mail!.text).toContain(`/movies/${movies[1]}/`);
    const [code, , error] = await cli('mail:retry', String(rows[1]!.id));
    expect(code).toBe(1);
    expect(error).toBe(`Not among the mails that were given up: ${rows[1]!.id}\n`);
    expect(await cli('mail:retry')).toEqual([0, '2 queued again\n', '']);
    await smtp.received(3);
    expect(await cli('mail:retry')).toEqual([0, '0 queued again\n', '']);
  });

  test.each(['abc', '0', '-1', '1.5', '9999999999999999'])(
    '%s is not the id of a mail',
    async (id) => {
      const [code, stdout, stderr] = await cli('mail:retry', '--', id);
      expect([code, stdout, stderr]).toEqual([1, '', `${id} is not the id of a mail\n`]);
    },
  );

  test('a mail that waits is not one that was given up', async () => {
    smtp.refuseAt({ at: 'RCPT', code: 451 });
    const { id } = await someMovie(t.api, user);
    const row = await rowWhen(id, ({ attempts }) => attempts === 1);
    expect(await cli('mail:failed')).toEqual([0, 'No mail was given up\n', '']);
    expect((await cli('mail:retry', String(row.id)))[0]).toBe(1);
  });
});

test('each attempt is one line in the log, and says nothing of people', async () => {
  const creator = await someUser(t.api);
  const create = async (): Promise<number> =>
    (await someMovie(t.api, creator, { title: 'Confidential' })).id;
  const words = 'greylisted ada@example.org';
  smtp.refuseAt({ at: 'RCPT', code: 451, text: `4.7.1 ${words}`, times: 1 });
  const retried = await create();
  const { id } = await rowWhen(retried, ({ attempts }) => attempts === 1);
  await update(retried, 'due_at = now()');
  await smtp.received(1);
  smtp.refuseAt({ at: 'DATA', code: 554, text: `5.6.0 ${words}`, times: 1 });
  const dead = await create();
  await rowWhen(dead, ({ dead_at }) => dead_at !== null);
  smtp.refuseAt({ at: 'RCPT', code: 451, text: `4.7.1 ${words}`, times: 1 });
  const orphaned = await create();
  await rowWhen(orphaned, ({ attempts }) => attempts === 1);
  await t.dataSource.query('DELETE FROM users WHERE id = $1', [creator.id]);
  await update(orphaned, 'due_at = now()');
  while ((await rowOf(orphaned)) !== undefined) await sleep(10);
  await sleep(100);

  const lines = t.logged.filter(({ movie_id }) => Number(movie_id) >= retried);
  const error = 'EENVELOPE 451 4.7.1 at RCPT TO';
  const [info, warn] = [30, 40];
  expect(lines).toMatchObject([
    { movie_id: retried, mail_id: id, attempt: 1, outcome: 'retry', error, level: warn },
    { movie_id: retried, mail_id: id, attempt: 2, outcome: 'sent', level: info },
    { movie_id: dead, attempt: 1, outcome: 'dead', error: 'EMESSAGE 554 5.6.0 at DATA' },
    { movie_id: orphaned, attempt: 1, outcome: 'retry' },
    { movie_id: orphaned, attempt: 2, outcome: 'dropped' },
  ]);
  for (const line of lines) expect(line['mail']).toBe('movie-created');
  expect(JSON.stringify(t.logged)).not.toMatch(/@example|Confidential|greylisted|postmaster/);
});

test('metrics count what waits, what died and what was sent', async () => {
  const read = async (): Promise<Record<string, number>> => {
    const { text } = await t.api.get('/metrics');
    const values = [...text.matchAll(/^movie_api_(?:mail_)?(\w+) (\S+)$/gm)];
    return Object.fromEntries(values.map(([, name, value]) => [name, Number(value)]));
  };
  const before = await read();
  const { sent_total: sent, retried_total: retried, died_total: died } = before;
  const alone = { processes: 1, database_up: 1 };
  const idle = { ...alone, queue_depth: 0, oldest_waiting_seconds: 0, dead: 0 };
  expect(before).toEqual({ ...idle, sent_total: sent, retried_total: retried, died_total: died });

  smtp.refuseAt({ at: 'RCPT', code: 451, times: 1 });
  const { id } = await someMovie(t.api, user);
  await rowWhen(id, ({ attempts }) => attempts === 1);
  const during = await read();
  expect(during).toMatchObject({ queue_depth: 1, dead: 0, retried_total: retried! + 1 });
  expect(during['oldest_waiting_seconds']).toBeGreaterThan(0);
  await sleep(100);
  expect((await read())['oldest_waiting_seconds']).toBeGreaterThan(
    during['oldest_waiting_seconds']!,
  );

  smtp.refuseAt({ at: 'RCPT', code: 550, times: 1 });
  await update(id, 'due_at = now()');
  await rowWhen(id, ({ dead_at }) => dead_at !== null);
  expect(await read()).toMatchObject({ ...idle, dead: 1, sent_total: sent, died_total: died! + 1 });

  const sentOne = await someMovie(t.api, user);
  await smtp.received(1);
  while ((await rowOf(sentOne.id)) !== undefined) await sleep(10);
  expect(await read()).toEqual({
    ...idle,
    dead: 1,
    sent_total: sent! + 1,
    retried_total: retried! + 1,
    died_total: died! + 1,
  });
});

test('metrics are plain text for everybody', async () => {
  for (const options of [{}, { token: 'nonsense' }, { token: user.token }]) {
    const { status, headers } = await t.api.get('/metrics', options);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  }
  const head = await t.api.send('HEAD', '/metrics');
  expect([head.status, head.text]).toEqual([200, '']);
  expect((await t.api.post('/metrics')).status).toBe(405);
});

test('all instances together keep to MAIL_PER_MINUTE', async () => {
  const paced = await startTestApp({
    smtpUrl: smtp.url,
    mailFrom: MAIL_FROM,
    mailsPerMinute: 240,
    mailConcurrency: 1,
  });
  const env = { SMTP_URL: smtp.url, MAIL_FROM, MAIL_PER_MINUTE: '240', MAIL_CONCURRENCY: '1' };
  await paced.another(env);
  const creator = await someUser(paced.api);
  const { connections } = smtp;
  const began = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => someMovie(paced.api, creator)));
  const mails = await smtp.received(8);
  // From the first mail's place on: its own delivery may be slower than the last one's.
  expect(mails.at(-1)!.answeredAt - began).toBeGreaterThanOrEqual(7 * 250 * 0.9);
  expect(smtp.connections - connections).toBe(2); // each instance keeps one: both have sent
  await paced.close();
});
