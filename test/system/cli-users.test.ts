import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { databaseUrl } from '../support/server-process.js';
import { runCommand, type Outcome } from '../support/command.js';
import { PASSWORD, someUser, type TestUser } from '../support/factories.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

const NEW = 'a wholly other set of words';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ loginMaxFailures: 3, worker: false });
});
afterAll(() => t.close());

const setPassword = (name: string, input: string | Buffer): Promise<Outcome> =>
  runCommand(t, ['users:password', name], input);

const signIn = async (username: string, password: string): Promise<number> =>
  (await t.api.post('/login/', { username, password })).status;

test('help is printed for whoever asks, and whoever asks for nothing', async () => {
  const outcomes = await Promise.all(
    [[], ['help'], ['--help'], ['-h']].map((parameters) => runCommand(t, parameters)),
  );
  for (const { code, stdout, stderr } of outcomes) {
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(outcomes[0]!.stdout);
    expect(stdout).toMatch(/^Usage: npm run cli --/);
    expect(stdout).toMatch(/^ {2}users:password <name> /m);
  }
  const [asked, option] = await Promise.all([
    runCommand(t, ['help', 'import']),
    runCommand(t, ['import', '--help']),
  ]);
  expect(asked).toEqual(option);
  expect([asked.code, asked.stdout]).toEqual([
    0,
    expect.stringContaining('Usage: npm run cli -- import'),
  ]);
});

describe('users:password', () => {
  test('sets the password that standard input holds, ends all sessions, and forgives failures', async () => {
    const user = await someUser(t.api);
    for (let attempt = 0; attempt < 3; attempt += 1) await signIn(user.username, 'wrong password');
    expect(await signIn(user.username, PASSWORD)).toBe(429);
    const { code, stdout, stderr } = await setPassword(user.username.toUpperCase(), `${NEW}\r\n`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      `${user.username.toUpperCase()} has a new password, and is signed out everywhere\n`,
    );
    expect((await t.api.get('/me/', { token: user.token })).status).toBe(401);
    expect(await signIn(user.username, NEW)).toBe(200);
    expect(await signIn(user.username, PASSWORD)).toBe(401);
    const mails = await t.dataSource.query(`SELECT FROM mails WHERE kind = 'password-changed'`);
    expect(mails).toHaveLength(1);
  });

  test.each<[string, (user: TestUser) => string, string]>([
    ['short', () => 'short', 'password must have at least 8 characters.'],
    ['empty', () => '', 'password must have at least 8 characters.'],
    ['long', () => 'x'.repeat(129), 'password must have at most 128 characters.'],
    ['the username', ({ username }) => username, 'password must not be the username.'],
    ['common', () => 'password1', expect.stringMatching(/^password is among the most common/)],
    ['NUL', () => 'a good one but \0', expect.stringMatching(/^password must not contain/)],
    [
      'two lines',
      () => `${NEW}\n${NEW}\n`,
      'Standard input must be the password and nothing else, on one line',
    ],
  ])('a password that is %s ends with one line and 1, and changes nothing', async (_, of, line) => {
    const user = await someUser(t.api, {
      username: `weak_${Math.random().toString(36).slice(2, 12)}`,
    });
    const { code, stdout, stderr } = await setPassword(user.username, of(user));
    expect([code, stdout, stderr.split('\n')]).toEqual([1, '', [line, '']]);
    expect(await signIn(user.username, PASSWORD)).toBe(200);
    expect((await t.api.get('/me/', { token: user.token })).status).toBe(200);
  });

  test('an unknown user ends with one line and 1', async () => {
    const { code, stdout, stderr } = await setPassword('nobody.at.all', NEW);
    expect([code, stdout, stderr]).toEqual([1, '', 'There is no user named nobody.at.all\n']);
  });
});

// macOS has a `script` of its own.
(process.platform === 'linux' ? describe : describe.skip)('users:password on a terminal', () => {
  test('a terminal is asked twice, and does not show what is typed', async () => {
    const user = await someUser(t.api);
    const typed = (answers: string[]): Promise<{ code: number | null; shown: string }> => {
      const command = `node dist/cli.js users:password ${user.username}`;
      const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
        cwd: join(import.meta.dirname, '..', '..'),
        env: {
          PATH: process.env['PATH'],
          SHELL: '/bin/sh',
          DATABASE_URL: databaseUrl(t.connection),
          DATA_DIR: t.dataDir,
          JWT_SECRET,
        },
      });
      let shown = '';
      const questions = ['New password: ', 'The same again: '];
      child.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        if (questions.length > 0 && shown.includes(questions[0]!)) {
          questions.shift();
          child.stdin.write(answers.shift()!);
        }
      });
      return new Promise((done) => child.on('close', (code) => done({ code, shown })));
    };
    const changed = await typed([`${NEW}\r`, `${NEW}\r`]);
    expect(changed.shown).not.toContain(NEW);
    expect(changed).toMatchObject({
      code: 0,
      shown: expect.stringContaining('has a new password'),
    });
    expect(await signIn(user.username, NEW)).toBe(200);
    for (const [answers, line] of [
      [['one of eight\r', 'another of eight\r'], 'The two are not the same: nothing is changed'],
      [['\u0003'], 'No password was given: nothing is changed'],
      [['\u0004'], 'No password was given: nothing is changed'],
    ] as const) {
      expect(await typed([...answers])).toMatchObject({
        code: 1,
        shown: expect.stringContaining(line),
      });
    }
    expect(await signIn(user.username, NEW)).toBe(200);
  });
});
