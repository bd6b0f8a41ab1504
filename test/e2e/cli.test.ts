import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { someUser } from '../support/factories.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

const ROOT = join(import.meta.dirname, '..', '..');

let t: TestApp;
let folder: string;
beforeAll(async () => {
  t = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'movie-api-cli-'));
});
afterAll(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command on the test's database. */
function cli(parameters: string[], input = '', env: Record<string, string> = {}): Promise<Outcome> {
  const { host, user, database } = t.connection;
  const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const base = { PATH: process.env['PATH'], DATABASE_URL: url, DATA_DIR: t.dataDir, JWT_SECRET };
  return new Promise((done) => {
    const child = execFile(
      'node',
      ['dist/cli/main.js', ...parameters],
      { cwd: ROOT, env: { ...base, ...env } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}

const write = (name: string, rows: unknown[], pack = false): string => {
  const path = join(folder, name);
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
  writeFileSync(path, pack ? gzipSync(text) : text);
  return path;
};

const titled = async (title: string): Promise<any[]> =>
  (await t.api.get(`/movies/?title=${encodeURIComponent(title)}&ordering=title`)).body.results;

describe('import', () => {
  test('adds the rows once, however often they come', async () => {
    const rows = [
      {
        source_id: 'a1',
        title: 'Import One',
        year: 1999,
        genres: ['drama', 'Drama'],
        cast: ['A', 'B'],
      },
      { source_id: 'a2', title: 'Import One', year: 1999 },
      { source_id: 'a1', title: 'Import One again' },
      { title: 'Import Two', imdb_id: 'tt1234567' },
      { title: 'Import Two copy', imdb_id: 'tt1234567' },
      { title: 'Import Three', year: 2001, director: 'D' },
      { title: 'Import Three', year: 2001, director: 'D' },
      { title: 'Import Three', year: 2001, director: 'E' },
      { title: 'Import Three', year: null, release_date: '2002-02-03' },
    ];
    const path = write('once.ndjson', rows);
    const first = await cli(['import', path]);
    expect(first.stdout).toBe(`${path}: 9 rows, 6 added, 3 there already, 0 bad\n`);
    expect(first.code).toBe(0);
    const again = await cli(['import', path, write('once.ndjson.gz', rows, true)]);
    expect(again.stdout.match(/ 0 added, 9 there already/g)).toHaveLength(2);
    const movies = await titled('import');
    expect(movies.map(({ title }) => title)).toEqual([
      'Import One',
      'Import One',
      'Import Three',
      'Import Three',
      'Import Three',
      'Import Two',
    ]);
    expect(movies[0]).toMatchObject({ creator: null, genres: ['drama'], cast: ['A', 'B'] });
    expect(movies.find(({ year }) => year === 2002)).toMatchObject({ release_date: '2002-02-03' });
  });

  test('another source has ids of its own', async () => {
    const path = write('other.ndjson', [
      { source_id: 'a1', title: 'Elsewhere' },
      { source: 'named', source_id: 'a1', title: 'Named' },
    ]);
    expect((await cli(['import', path, '--source', 'elsewhere'])).stdout).toContain('2 added');
    expect((await cli(['import', path, '--source', 'elsewhere'])).stdout).toContain('0 added');
  });

  test('goes on past bad rows and tells each with its line; unknown fields are noted once', async () => {
    const path = write('bad.ndjson', [
      { title: 'Good before', extra: 1, poster_host: 'x' },
      'not json',
      '',
      { title: '', year: 3000 },
      [1],
      { title: 'NUL \u0000' },
      { title: 'Off', year: 1999, release_date: '2000-01-01' },
      { title: 'List', cast: ['ok', ''] },
      { title: 'Good after', extra: 2 },
    ]);
    const { code, stdout, stderr } = await cli(['import', path]);
    expect(code).toBe(0);
    expect(stdout).toBe(`${path}: 8 rows, 2 added, 0 there already, 6 bad\n`);
    expect(stderr.trim().split('\n')).toEqual([
      `${path}:2: is not an object`,
      `${path}:4: title must not be blank; year must be an integer from 1870 to 2100`,
      `${path}:5: is not an object`,
      `${path}:6: title must not contain the character NUL`,
      `${path}:7: year must be the year of release_date`,
      `${path}:8: cast.1 must not be blank`,
      'Ignored fields: extra, poster_host',
    ]);
    expect((await cli(['import', path, '--strict'])).code).toBe(1);
  });

  test('reads standard input, gives the movies to a creator, and sends no mail', async () => {
    const user = await someUser(t.api);
    const { stdout } = await cli(
      ['import', '-', '--creator', user.username],
      '{"title":"From stdin"}\n',
    );
    expect(stdout).toBe('-: 1 rows, 1 added, 0 there already, 0 bad\n');
    expect((await titled('from stdin'))[0].creator).toEqual({
      id: user.id,
      username: user.username,
    });
    const [row] = await t.dataSource.query('SELECT count(*) FROM mails');
    expect(row.count).toBe(0);
  });

  test('two imports of one file at the same time add it once', async () => {
    const path = write(
      'twice.ndjson',
      Array.from({ length: 1200 }, (_, id) => ({ title: `Twin ${id}`, year: 2000 })),
    );
    const outcomes = await Promise.all([cli(['import', path]), cli(['import', path])]);
    const added = outcomes.map(({ stdout }) => Number(/(\d+) added/.exec(stdout)![1]));
    expect(added[0]! + added[1]!).toBe(1200);
  });

  test.each([
    ['a file that is not there', ['import', '/no/such.ndjson'], /there is no such file$/],
    ['a file of another kind', ['import', 'package.json'], /must end in \.ndjson/],
    [
      'a creator that is not there',
      ['import', '-', '--creator', 'nobody.at.all'],
      /There is no user named nobody\.at\.all$/,
    ],
    [
      'an unknown user',
      ['users:promote', 'nobody.at.all'],
      /There is no user named nobody\.at\.all$/,
    ],
  ])('%s ends with one line and 1', async (_, parameters, line) => {
    const { code, stderr } = await cli(parameters);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a broken gzip ends with one line, and leaves no half batch', async () => {
    const path = join(folder, 'broken.ndjson.gz');
    writeFileSync(path, gzipSync('{"title":"Broken"}\n'.repeat(3)).subarray(0, 30));
    const { code, stderr } = await cli(['import', path]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await titled('broken')).toEqual([]);
  });
});

test('seed loads films, users, likes and comments, and twice is once', async () => {
  const first = await cli(['seed']);
  expect(first.stdout).toMatch(
    /^(\d{3}) films, \1 of them new\n\d+ new likes, \d+ new comments\nSample users: ada, .*password: \S+\n$/,
  );
  const password = /password: (\S+)/.exec(first.stdout)![1];
  expect((await t.api.post('/login/', { username: 'ada', password })).status).toBe(200);
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

test('promote and demote', async () => {
  const user = await someUser(t.api);
  const movie = (
    await t.api.post('/movies/', { title: 'Not theirs' }, { token: (await someUser(t.api)).token })
  ).body;
  const change = () => t.api.patch(`/movies/${movie.id}/`, { year: 2000 }, { token: user.token });
  expect((await change()).status).toBe(403);
  expect((await cli(['users:promote', user.username.toUpperCase()])).code).toBe(0);
  expect((await change()).status).toBe(200);
  expect((await cli(['users:demote', user.username])).code).toBe(0);
  expect((await change()).status).toBe(403);
});

test('openapi writes what the server answers, on whatever database', async () => {
  const path = join(folder, 'openapi.json');
  expect((await cli(['openapi', path], '', { DATABASE_URL: '' })).code).toBe(0);
  const written = JSON.parse(readFileSync(path, 'utf8')) as object;
  expect(written).toEqual((await t.api.get('/openapi.json')).body);
  expect(JSON.parse((await cli(['openapi'])).stdout)).toEqual(written);
});

test.each([
  ['PORT', 'eighty', /^Configuration: PORT must be an integer from 0 to 65535$/],
  ['DATABASE_URL', 'mysql://x', /^Configuration: DATABASE_URL must look like postgres:/],
  ['JWT_SECRET', 'short', /^Configuration: JWT_SECRET must have at least 32 characters$/],
  ['JWT_SECRET', '', /^Configuration: JWT_SECRET is required with DATABASE_URL/],
  ['DATABASE_URL', 'postgres://u:secret@127.0.0.1:1/x', /cannot be reached$/],
])('a wrong %s (%s) ends with one line', async (name, value, line) => {
  const { code, stderr } = await cli(['users:promote', 'somebody'], '', { [name]: value });
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(line);
  expect(stderr).not.toContain('secret');
});

test('help is there for every command', async () => {
  const { stdout } = await cli(['--help']);
  for (const command of [
    'import',
    'seed',
    'users:promote',
    'users:demote',
    'db:migrate',
    'db:status',
    'openapi',
  ]) {
    expect(stdout).toContain(command);
  }
  expect((await cli(['import', '--help'])).stdout).toContain('--creator');
});
