import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import {
  runCommand,
  someFolder,
  startCommand,
  type Folder,
  type Outcome,
} from '../support/command.js';
import { importHere } from '../support/import.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let folder: Folder;
beforeAll(async () => {
  t = await startTestApp();
  folder = someFolder();
  mkdirSync(join(folder.path, 'directory.ndjson'));
});
afterAll(async () => {
  await t.close();
  folder.remove();
});

const run = (parameters: string[], input: string | Buffer = ''): Promise<Outcome> =>
  runCommand(t, ['import', ...parameters], input);

const titles = async (): Promise<string[]> => {
  const rows = await t.dataSource.query('SELECT title FROM movies ORDER BY id');
  return rows.map(({ title }: { title: string }) => title);
};

const GOOD = '{"title":"Good"}\n';
const utf16 = (text: string): Buffer => Buffer.from(`\u{FEFF}${text}`, 'utf16le');

describe('what is wrong with a file as a whole is one line, and exit code 1', () => {
  test.each<[string, string, string | Buffer | undefined, RegExp]>([
    ['a file that is not there', 'none.ndjson', undefined, /: there is no such file$/],
    ['a directory', 'directory.ndjson', undefined, /: is a directory, not a file$/],
    ['another ending', 'movies.xlsx', GOOD, /: the name must end in \.ndjson, \.json or \.csv/],
    ['a ZIP archive', 'zip.csv', Buffer.from('PK\u0003\u0004rest'), /: is a ZIP archive/],
    [
      'a binary file',
      'binary.ndjson',
      Buffer.from([1, 0, 2, 0, 200, 7]),
      /: is a binary file, not text$/,
    ],
    ['UTF-16 with a mark', 'utf16.ndjson', utf16(GOOD), /: is in UTF-16: save it in UTF-8$/],
    [
      'UTF-16 without one',
      'utf16.csv',
      utf16('title\nX').subarray(2),
      /: is in UTF-16: save it in UTF-8$/,
    ],
    [
      'a name that promises gzip',
      'plain.ndjson.gz',
      Buffer.from(GOOD),
      /: is not packed with gzip/,
    ],
    ['a file packed twice', 'twice.ndjson.gz', gzipSync(gzipSync(GOOD)), /: is packed twice$/],
    [
      'CSV without a header',
      'bare.csv',
      'A Title,1999\n',
      /: line 1 must name the columns, title among them/,
    ],
    [
      'CSV with a column twice',
      'twice.csv',
      'title,year,title\n',
      /: line 1 names the column title twice$/,
    ],
    [
      'TSV that is not IMDb’s',
      'title.basics.tsv',
      'id\ttitle\n1\tX\n',
      /: line 1 must name the columns, tconst among them/,
    ],
    ['JSON that is no array', 'object.json', '{"movies":[]}', /: must be an array of objects/],
    ['NDJSON called JSON', 'lines.json', GOOD + GOOD, /: must be an array of objects/],
  ])('%s', async (_, name, content, line) => {
    const path = content === undefined ? join(folder.path, name) : folder.write(name, content);
    const before = await titles();
    const { error, rejected, shown } = await importHere(t, path);
    expect(error).toMatch(line);
    expect(error).not.toContain('\n');
    expect([rejected, shown]).toEqual([[], '']);
    expect(await titles()).toEqual(before);
  });

  test.each([
    [
      'unfinished.json',
      '[{"title":"Whole 1"},{"title":"Hal',
      /: ends in the middle of the array$/m,
      1,
    ],
    ['unclosed.json', '[{"title":"Whole 2"}', /: ends in the middle of the array$/m, 0],
    ['continued.json', '[{"title":"Whole 3"}] [', /: there is something behind the array$/m, 0],
  ])('%s: what is whole is added', async (name, content, line, bad) => {
    const path = folder.write(name, content);
    const { error, counts } = await importHere(t, path);
    expect(error).toMatch(line);
    expect(counts).toMatchObject({ rows: 1 + bad, added: 1, bad });
  });

  test('a broken gzip: the rows before the break are added, and none by half', async () => {
    // Random texts do not pack: the half of the bytes is about the half of the rows.
    const rows = Array.from(
      { length: 500 },
      (_, id) => `Broken ${id} ${Math.random()}${Math.random()}`,
    );
    const packed = gzipSync(`title\n${rows.join('\n')}\n`);
    const path = folder.write('broken.csv.gz', packed.subarray(0, packed.length / 2));
    const { code, stdout, stderr } = await run([path]);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(
      /broken\.csv\.gz: cannot be read to its end: unexpected end of file$/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
    const added = Number(/ (\d+) added/.exec(stdout)![1]);
    expect((await titles()).filter((title) => title.startsWith('Broken'))).toEqual(
      rows.slice(0, added),
    );
    const whole = folder.write('broken.csv.gz', packed);
    expect((await run([whole])).stdout).toContain(
      `500 rows, ${500 - added} added, ${added} there already`,
    );
  });

  test('a creator that is not there', async () => {
    const { code, stderr } = await run(['-', '--creator', 'nobody.at.all']);
    expect(code).toBe(1);
    expect(stderr).toBe('There is no user named nobody.at.all\n');
  });
});

test.each(['empty.ndjson', 'empty.json', 'empty.csv', 'empty.ndjson.gz', 'title.basics.tsv'])(
  'an empty file (%s) has no rows',
  async (name) => {
    const outcome = await importHere(t, folder.write(name, Buffer.alloc(0)));
    expect(outcome).toEqual({
      counts: { rows: 0, added: 0, known: 0, bad: 0, others: 0 },
      rejected: [],
      error: undefined,
      shown: '',
    });
  },
);

test('a row in another encoding is a bad row, told with its line', async () => {
  const path = folder.write(
    'latin1.ndjson',
    Buffer.concat([
      Buffer.from('{"title":"Encoded é"}\n'),
      Buffer.from('{"title":"Latin é"}\n', 'latin1'),
      Buffer.from('{"title":"Encoded ü"}\n'),
    ]),
  );
  const { counts, rejected, error } = await importHere(t, path);
  expect(error).toBeUndefined();
  expect(counts).toMatchObject({ rows: 3, added: 2, bad: 1 });
  expect(rejected).toEqual(['2: is not in UTF-8']);
  expect(await titles()).toEqual(expect.arrayContaining(['Encoded é', 'Encoded ü']));
});

describe('one row of 100 MB', () => {
  const MB = Buffer.alloc(1024 * 1024, 'x');

  async function writeLong(name: string, before: string, after: string): Promise<string> {
    const path = join(folder.path, name);
    function* parts(): Iterable<Buffer> {
      yield Buffer.from(before);
      for (let count = 0; count < 100; count += 1) yield MB;
      yield Buffer.from(after);
    }
    await pipeline(Readable.from(parts()), createWriteStream(path));
    return path;
  }

  test('is a bad row, and kept in no memory', async () => {
    const path = await writeLong(
      'long.ndjson',
      '{"title":"Long A"}\n{"title":"',
      '"}\n{"title":"Long B"}\n',
    );
    // Far less than the row, and enough for everything else.
    const { child, ended } = startCommand(t, ['import', path], {
      NODE_OPTIONS: '--max-old-space-size=64',
    });
    child.stdin!.end();
    const { code, stdout, stderr } = await ended;
    expect(stderr).toContain(`${path}:2: is longer than 1 MiB\n`);
    expect(stdout).toContain('3 rows, 2 added, 0 there already, 1 bad');
    expect(code).toBe(0);
  });

  test.each([
    ['long.json', '[{"title":"Long C"},{"title":"', '"},{"title":"Long D"}]', 'element 2'],
    ['long.csv', 'title\nLong E\n"', '"\nLong F\n', '3'],
    ['endless.ndjson', '{"title":"Long G"}\n', '', '2'],
  ])('in %s', async (name, before, after, place) => {
    const path = await writeLong(name, before, after);
    const memory = process.memoryUsage().external;
    const { counts, rejected } = await importHere(t, path);
    expect(rejected).toEqual([`${place}: is longer than 1 MiB`]);
    expect(counts).toMatchObject({ added: after === '' ? 1 : 2, bad: 1 });
    expect(process.memoryUsage().external - memory).toBeLessThan(50_000_000);
  });
});

test('a CSV quote that never closes costs the rows behind it, up to a megabyte, and is told', async () => {
  const path = folder.write(
    'quote.csv',
    `title,year\n"Open,1999\n${'Swallowed,2000\n'.repeat(100_000)}`,
  );
  const { counts, rejected } = await importHere(t, path);
  expect(rejected).toEqual([
    expect.stringMatching(
      /^2: is longer than 1 MiB: the quote that opens in line 2 is still open in line \d+$/,
    ),
  ]);
  expect(counts).toMatchObject({ added: 1, bad: 1 });
});

describe('progress', () => {
  const rows = Array.from({ length: 4000 }, (_, id) => ({ title: `Shown ${id}` }));
  /** The line is emptied first. */
  const REDRAWN = '\r\u001B[K';
  // As if every look at the clock were ten seconds after the one before.
  let now = 0;
  const clock = (): number => (now += 10_000);

  test('is a bar on a terminal, with the rate and the time left, and cleared at the end', async () => {
    const { shown } = await importHere(t, folder.write('bar.ndjson', rows), { clock, isTTY: true });
    const drawn = shown.split(REDRAWN).filter((text) => text !== '');
    expect(drawn.length).toBeGreaterThan(0);
    for (const text of drawn) {
      expect(text).toMatch(/^\[#*-*\] \d+ %, [\d,]+ rows, [\d,]+ a second, [\d:]+( s)? left$/);
    }
    expect(shown.endsWith(REDRAWN)).toBe(true);
  });

  test('is plain lines elsewhere', async () => {
    const path = folder.write('lines.ndjson', [...rows, ...rows, ...rows]);
    const { shown } = await importHere(t, path, { clock });
    for (const line of shown.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^\S+lines\.ndjson: \d+ %, [\d,]+ rows, [\d,]+ a second, [\d:]+( s)? left$/,
      );
    }
  });
});
