import { userInfo } from 'node:os';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../src/cli/program.js';
import { runCommand, someFolder, type Folder } from '../support/command.js';
import { someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let folder: Folder;
beforeAll(async () => {
  t = await startTestApp();
  folder = someFolder();
});
afterAll(async () => {
  await t.close();
  folder.remove();
});

const cli = (parameters: string[], input = '', env: Record<string, string> = {}) =>
  runCommand(t, parameters, input, env);

test.each([['users:promote'], ['users:demote']])(
  '%s of an unknown user ends with one line and 1',
  async (command) => {
    const { code, stderr } = await cli([command, 'nobody.at.all']);
    expect(code).toBe(1);
    expect(stderr).toBe('There is no user named nobody.at.all\n');
  },
);

test('seed loads films, users, likes and comments, and twice is once', async () => {
  await someUser(t.api, { username: 'bao' }); // has a password already, and keeps it
  const first = await cli(['seed']);
  expect(first.stdout).toMatch(
    /^(\d{3}) films, \1 of them new\n\d+ new likes, \d+ new comments\nSample users: amina, chidi, .*password: \S+\n$/,
  );
  const password = /password: (\S+)/.exec(first.stdout)![1];
  expect((await t.api.post('/login/', { username: 'amina', password })).status).toBe(200);
  const second = await cli(['seed']);
  expect(second.stdout).toMatch(/^\d{3} films, 0 of them new\n0 new likes, 0 new comments\n$/);
  const { results } = (await t.api.get('/movies/search/?title=godfather')).body;
  expect(results[0]).toMatchObject({ title: 'The Godfather', year: 1972, creator: null });
  const rows = await t.dataSource.query(`
    SELECT count(*) FROM movie_counts AS counts WHERE like_count <> (
      SELECT count(*) FROM likes WHERE likes.movie_id = counts.movie_id
    ) OR comment_count <> (
      SELECT count(*) FROM comments WHERE comments.movie_id = counts.movie_id AND text IS NOT NULL
    )`);
  expect(rows[0].count).toBe(0);
});

test('a DATA_DIR that cannot be made or used ends at once, with one line', async () => {
  mkdirSync(join(folder.path, 'odd'));
  writeFileSync(join(folder.path, 'odd', 'postgres'), '');
  const cases: [dataDir: string, why: string][] = [
    [join(folder.path, 'odd'), 'ENOTDIR'],
    [join(folder.path, 'odd', 'postgres'), 'EEXIST'],
  ];
  if (process.platform === 'linux') cases.push(['/proc/nowhere', 'ENOENT']);
  const outcomes = await Promise.all(
    cases.map(([DATA_DIR]) =>
      cli(['db:status'], '', { DATABASE_URL: '', JWT_SECRET: '', DATA_DIR }),
    ),
  );
  expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual(cases.map(() => [1, '']));
  outcomes.forEach(({ stderr }, index) =>
    expect(stderr).toMatch(
      new RegExp(`^DATA_DIR cannot be used: ${cases[index]![1]}: [^\\n]*\\n$`),
    ),
  );
});

test('promote and demote', async () => {
  const user = await someUser(t.api);
  const movie = (
    await t.api.post('/movies/', { title: 'Not theirs' }, { token: (await someUser(t.api)).token })
  ).body;
  const change = () => t.api.patch(`/movies/${movie.id}/`, { year: 2000 }, { token: user.token });
  expect((await change()).status).toBe(403);
  const promoted = await cli(['users:promote', user.username.toUpperCase()]);
  expect(promoted.code).toBe(0);
  expect((await change()).status).toBe(200);
  const demoted = await cli(['users:demote', user.username]);
  expect(demoted.code).toBe(0);
  const by = userInfo().username;
  for (const [{ stderr }, role] of [
    [promoted, 'admin'],
    [demoted, 'user'],
  ] as const) {
    const line = { level: 30, context: 'Roles', user_id: user.id, role, by };
    expect(JSON.parse(stderr)).toEqual({ ...line, time: expect.stringMatching(/Z$/) });
  }
  expect((await change()).status).toBe(403);
});

test('openapi writes what the server answers, on whatever database', async () => {
  const path = join(folder.path, 'openapi.json');
  expect((await cli(['openapi', path], '', { DATABASE_URL: '' })).code).toBe(0);
  const written = JSON.parse(readFileSync(path, 'utf8')) as object;
  const { body } = await t.api.get('/openapi.json');
  expect(body.servers).toEqual([{ url: t.api.origin }]);
  expect(written).toEqual({ ...body, servers: [{ url: 'http://127.0.0.1:8000' }] });
  expect(JSON.parse((await cli(['openapi'])).stdout)).toEqual(written);
});

test.each([
  ['PORT', 'eighty', /^Configuration: PORT must be an integer from 0 to 65535$/],
  ['DATABASE_URL', 'mysql://x', /^Configuration: DATABASE_URL must look like postgres:/],
  ['JWT_SECRET', 'short', /^Configuration: JWT_SECRET must have at least 32 characters$/],
  ['JWT_SECRET', '', /^Configuration: JWT_SECRET is required with DATABASE_URL/],
  [
    'DATABASE_URL',
    'postgres://u:secret@127.0.0.1:1/x',
    /cannot be reached \(ECONNREFUSED\): start it/,
  ],
])('a wrong %s (%s) ends with one line', async (name, value, line) => {
  const { code, stderr } = await cli(['users:promote', 'somebody'], '', { [name]: value });
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(line);
  expect(stderr).not.toContain('secret');
});

test('every command tells what it does, of every argument what it is, and of most how', async () => {
  const help = program.helpInformation();
  expect(program.version()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(program.commands.length).toBeGreaterThanOrEqual(12);
  for (const command of program.commands) {
    expect(help).toMatch(new RegExp(`^  ${command.name()}\\b.*  \\S`, 'm'));
    expect(command.description()).not.toBe('');
    for (const { description } of [...command.registeredArguments, ...command.options])
      expect(description).not.toBe('');
  }
});

test('the commands for operators show how in their help', () => {
  const shown = program.commands.filter((one) => /^(?:mail|db|import|export)/.test(one.name()));
  expect(shown.length).toBeGreaterThanOrEqual(7);
  for (const command of shown) {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    expect(text).toMatch(new RegExp(`\\nExamples:\\n(?:.*\\n)*?.*npm run .*${command.name()}`));
  }
});

test('a mistyped command and a file that cannot be read or written are told in a line', async () => {
  const [mistyped, missing, unwritable] = await Promise.all([
    cli(['user:promote', 'ada']),
    cli(['import', join(folder.path, 'nowhere.ndjson')]),
    cli(['openapi', join(folder.path, 'nowhere', 'openapi.json')]),
  ]);
  expect([missing.code, missing.stdout]).toEqual([1, '']);
  expect(missing.stderr).toMatch(/^\S+nowhere\.ndjson: there is no such file\n$/);
  expect(mistyped.code).toBe(1);
  expect(mistyped.stderr).toContain('(Did you mean users:promote?)');
  expect(unwritable.code).toBe(1);
  expect(unwritable.stderr).toMatch(/^\S+openapi\.json: ENOENT[^\n]*\n$/);
});
