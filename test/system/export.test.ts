import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cellsOf, CsvCutter } from '../../src/exchange/formats/csv.js';
import { rowsOf } from '../../src/exchange/formats/records.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { runCommand, someFolder, type Folder, type Outcome } from '../support/command.js';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let folder: Folder;
const drops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  t = await startTestApp();
  folder = someFolder();
  await fill();
});
afterAll(async () => {
  for (const drop of drops) await drop();
  await t.close();
  folder.remove();
});

/** What has to come through: every sign that some format means something by. */
const NASTY = [
  'plain',
  'double "quotes" and \'single\' ones',
  'comma, semicolon; tab\tpipe | backslash \\ both \\| and \\\\|',
  'lines\nof\r\nevery\rkind',
  '=1+1',
  '+49',
  '-1',
  '@here',
  "'=quoted",
  "''-quoted twice",
  "'plain after a quote",
  '+1|=2',
  '\\N',
  '\\.',
  'NULL',
  'null',
  '""',
  '{}',
  '{a,b}',
  '[]',
  'emoji 🎬👩🏽‍🚀, zero\u200Bwidth, \u2028 line separator, bell \u0007, \u0001\u0002 and \u007F',
  'ﬁ ＡＢＣ é ж 映画 مرحبا',
  '\u{10FFFF}',
];

async function fill(): Promise<void> {
  const user = await someUser(t.api);
  for (const [index, text] of NASTY.entries()) {
    await someMovie(t.api, user, {
      title: text,
      original_title: text,
      description: text,
      director: text,
      cast: [text, `${text} twice`],
      genres: [`Genre ${index % 3}`, 'Drama \\ "x"'],
      release_date: '1999-03-31',
      runtime_minutes: 136,
      language: 'en',
      poster_url: `https://example.org/${index}.jpg?a=b,c|d`,
      imdb_id: `tt000000${String(index).padStart(2, '0')}`,
    });
  }
  // Two films that nothing but their ids tells apart, with every field empty.
  await someMovie(t.api, user, { title: 'The same twice' });
  await someMovie(t.api, user, { title: 'The same twice' });
  const input = [
    { title: 'From elsewhere', source: 'a "source"', source_id: 'x,|\\1' },
    { title: 'Has a number', source_id: 7 },
  ];
  await runCommand(t, ['import', '-'], input.map((row) => JSON.stringify(row)).join('\n'));
}

interface Target {
  readonly connection: TestConnection;
  readonly dataDir: string;
}

async function emptyDatabase(): Promise<Target> {
  const { connection, drop } = await cloneDatabase();
  drops.push(drop);
  return { connection, dataDir: t.dataDir };
}

const run = (target: Target, ...parameters: string[]): Promise<Outcome> =>
  runCommand(target, parameters);

const COUNT = NASTY.length + 4;

describe.each([
  ['all.ndjson', []],
  ['all.csv.gz', []],
  ['sheet.csv', ['--spreadsheet']],
])('%s', (name, options) => {
  test('into an empty database and out again is the same file; into the same one adds nothing', async () => {
    const path = join(folder.path, name);
    const exported = await run(t, 'export', path, ...options);
    expect(exported).toMatchObject({ code: 0, stdout: '', stderr: `${path}: ${COUNT} movies\n` });
    const other = await emptyDatabase();
    const imported = await run(other, 'import', path, '--strict');
    expect(imported).toMatchObject({
      code: 0,
      stdout: `${path}: ${COUNT} rows, ${COUNT} added, 0 there already, 0 bad\n`,
      stderr: '',
    });
    const again = join(folder.path, `again-${name}`);
    await run(other, 'export', again, ...options);
    const bytes = (file: string): Buffer =>
      name.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file);
    expect(bytes(again).equals(bytes(path))).toBe(true);

    for (const target of [t, other]) {
      const { stdout } = await run(target, 'import', path, again);
      expect(stdout.match(new RegExp(` 0 added, ${COUNT} there already, 0 bad`, 'g'))).toHaveLength(
        2,
      );
    }
  });
});

test('a movie that was exported and edited since is still the same movie', async () => {
  const path = join(folder.path, 'before.ndjson');
  await run(t, 'export', path);
  await t.dataSource.query(
    `UPDATE movies SET title = 'edited', title_key = 'edited' WHERE title = 'plain'`,
  );
  expect((await run(t, 'import', path)).stdout).toContain(' 0 added');
  await t.dataSource.query(
    `UPDATE movies SET title = 'plain', title_key = 'plain' WHERE title = 'edited'`,
  );
});

test('the fields are those of the API, and all of them are known to the import', async () => {
  const { stdout } = await run(t, 'export', '-');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(COUNT);
  const { results } = (await t.api.get('/movies/?ordering=created_at&page_size=100')).body;
  for (const [index, line] of lines.entries()) {
    const { source, source_id: id, ...fields } = line;
    expect(results[index]).toMatchObject(fields);
    expect([source, id]).toEqual([expect.any(String), expect.any(String)]);
  }
  const header = (await run(t, 'export', '-', '--format', 'csv')).stdout.split('\n')[0];
  expect(header).toBe(Object.keys(lines[0]).join(','));
});

test('--spreadsheet leaves no cell that a spreadsheet would run; without it they stay as they are', async () => {
  const exported = async (...options: string[]): Promise<string[]> => {
    const path = join(folder.path, 'cells.csv');
    await run(t, 'export', path, ...options);
    const cells: string[] = [];
    for await (const rows of rowsOf(createReadStream(path), new CsvCutter()))
      for (const { text } of rows) cells.push(...cellsOf(text)!);
    return cells;
  };
  const runs = (cell: string): boolean => /^[=+\-@\t\r]/.test(cell);
  const plain = await exported();
  expect(plain.filter(runs)).toEqual(expect.arrayContaining(['=1+1', '+49', '-1', '@here']));
  const safe = await exported('--spreadsheet');
  expect(safe.filter(runs)).toEqual([]);
  expect(safe).toEqual(plain.map((cell) => (runs(cell) ? `'${cell}` : cell)));
  const ndjson = await run(t, 'export', join(folder.path, 'x.ndjson'), '--spreadsheet');
  expect([ndjson.code, ndjson.stderr]).toEqual([1, expect.stringContaining('is for CSV')]);
});

test('an empty catalogue is an empty file, of CSV the header', async () => {
  const empty = await emptyDatabase();
  const ndjson = await run(empty, 'export', '-');
  expect(ndjson).toMatchObject({ code: 0, stdout: '', stderr: '-: 0 movies\n' });
  const csv = await run(empty, 'export', '-', '--format', 'csv');
  expect(csv.stdout).toMatch(/^source,source_id,title,.*\n$/);
});

test('an export that does not get to its end leaves the file that was there', async () => {
  const path = folder.write('kept.ndjson', 'what was there\n');
  // A movie that cannot be exported, after many that can.
  await t.dataSource.query(`
      CREATE FUNCTION broken(text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN IF $1 = 'Has a number' THEN RAISE 'broken'; END IF; RETURN $1; END $$;
      ALTER TABLE movies RENAME TO hidden;
      CREATE VIEW movies AS SELECT id, source, source_id, created_at, broken(title) AS title,
        original_title, description, genres, year, release_date, runtime_minutes, language,
        director, "cast", poster_url, imdb_id FROM hidden`);
  const { code } = await run(t, 'export', path);
  await t.dataSource.query(
    'DROP VIEW movies; ALTER TABLE hidden RENAME TO movies; DROP FUNCTION broken(text)',
  );
  expect(code).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('what was there\n');
  expect(readdirSync(folder.path).filter((name) => name.includes('.part'))).toEqual([]);
});

test.each([
  ['another ending', 'movies.xml', /: the name must end in \.ndjson or \.csv/],
  ['a directory', '/tmp/', /: the name must end in/],
  [
    'a folder that is not there',
    '/no/such/folder/movies.csv',
    /^\/no\/such\/folder\/movies\.csv: ENOENT/,
  ],
])('%s ends with one line and 1', async (_, path, line) => {
  const { code, stderr } = await run(t, 'export', path);
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
