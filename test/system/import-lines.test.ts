import { gzipSync } from 'node:zlib';
import { titleTypes } from '../../src/exchange/formats/imdb.format.js';
import { runCommand, someFolder, type Folder, type Outcome } from '../support/command.js';
import { importHere } from '../support/import.js';
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

const run = (parameters: string[], input = ''): Promise<Outcome> =>
  runCommand(t, ['import', ...parameters], input);

const stored = (prefix: string): Promise<Record<string, unknown>[]> =>
  t.dataSource.query(
    'SELECT title, description, year FROM movies WHERE title LIKE $1 ORDER BY id',
    [`${prefix}%`],
  );

describe('line ends', () => {
  const IMDB = (prefix: string): string[] => [
    'tconst\ttitleType\tprimaryTitle\tstartYear',
    `tt${prefix}1\tmovie\tEnds ${prefix}1\t1999`,
    `tt${prefix}2\tmovie\tEnds ${prefix}2\tsoon`,
    `tt${prefix}3\tmovie\tEnds ${prefix}3\t2001`,
  ];
  const NDJSON = (prefix: string): string[] =>
    [1999, 'soon', 2001].map((year, index) =>
      JSON.stringify({ title: `Ends ${prefix}${index + 1}`, year }),
    );
  const CSV = (prefix: string): string[] => [
    'title,year',
    `Ends ${prefix}1,1999`,
    `Ends ${prefix}2,soon`,
    `Ends ${prefix}3,2001`,
  ];

  test.each([
    ['CR', '9000010', ['\r', '\r', '\r', '\r']],
    ['CR and LF', '9000020', ['\r\n', '\r\n', '\r\n', '\r\n']],
    ['each a line another', '9000030', ['\r', '\r\n', '\n', '\r']],
    ['none at the end', '9000040', ['\r', '\r', '\r', '']],
  ])('%s', async (_, prefix, ends) => {
    const joined = (lines: string[], from: number): string =>
      lines.map((line, index) => line + ends[from + index]!).join('');
    for (const [name, lines, bad] of [
      [`c${prefix}.csv`, CSV(`c${prefix}`), 3],
      [`n${prefix}.ndjson`, NDJSON(`n${prefix}`), 2],
      ['title.basics.tsv', IMDB(prefix), 3],
    ] as const) {
      const path = folder.write(name, joined([...lines], 4 - lines.length));
      const { counts, rejected } = await importHere(t, path);
      expect(counts).toMatchObject({ rows: 3, added: 2, bad: 1 });
      expect(rejected).toEqual([`${bad}: year must be an integer from 1870 to 2100`]);
    }
  });

  test('within quotes they are text, wherever the file comes in pieces', async () => {
    const texts = ['one\rtwo', 'one\r\ntwo', 'one\ntwo', '"one"\r\r"two"', 'one\n\r'];
    // Rows of different lengths: pieces of 128 KiB end at all places of them.
    const rows = Array.from({ length: 6000 }, (_, id) => {
      const text = texts[id % texts.length]!.replaceAll('"', '""');
      return `Within ${id},"${text} ${'x'.repeat(id % 97)}"`;
    });
    const { counts, rejected } = await importHere(
      t,
      folder.write('within.csv', `title,description\r${rows.join('\r')}\r`),
    );
    expect([counts.added, rejected]).toEqual([6000, []]);
    const found = await stored('Within ');
    expect(found.map(({ description }) => description)).toEqual(
      rows.map((_, id) => `${texts[id % texts.length]!} ${'x'.repeat(id % 97)}`.trim()),
    );
  });

  test('lines are counted, whatever ends them, also within quotes', async () => {
    const text = 'title,year\r"A\rB\r\nC",1999\r\n\r\nshort\rD,never\n';
    const { rejected } = await importHere(t, folder.write('counted.csv', text));
    expect(rejected).toEqual([
      '6: has 1 column instead of 2',
      '7: year must be an integer from 1870 to 2100',
    ]);
  });
});

test('a file without rows says so', async () => {
  const paths = [
    folder.write('header.csv', 'title,year\n'),
    folder.write('header.csv.gz', 'title,year\r'),
    folder.write('empty.csv', ''),
    folder.write('empty.ndjson', '\n\n'),
    folder.write('empty.json', '\u{FEFF}[]'),
    folder.write('title.basics.tsv', 'tconst\ttitleType\tprimaryTitle\n'),
  ];
  const { code, stdout, stderr } = await run(paths);
  expect(code).toBe(0);
  expect(stderr).toBe(paths.map((path) => `${path}: there are no rows in this file\n`).join(''));
  expect(stdout).toBe(
    paths.map((path) => `${path}: 0 rows, 0 added, 0 there already, 0 bad\n`).join(''),
  );
});

test('numbers of CSV are those of JSON', async () => {
  const good = ['1999.0', '1999.00', ' 1999 ', '1.999e3', '1999E0', '+1999', '01999'];
  const bad = ['1,999', '1999.5', '1999.', '0x7CF', '1999 A', 'Infinity'];
  const rows = [...good, ...bad].map((year, id) => `Number ${id},"${year}"`);
  const path = folder.write('numbers.csv', `title,year\n${rows.join('\n')}\nNumber none,\n`);
  const { rejected } = await importHere(t, path);
  const first = 2 + good.length;
  expect(rejected).toEqual(
    bad.map((_, id) => `${first + id}: year must be an integer from 1870 to 2100`),
  );
  const years = (await stored('Number ')).map(({ year }) => year);
  expect(years).toEqual([...good.map(() => 1999), null]);
});

describe('a quote that does not close says from which line to which', () => {
  const swallowed = (count: number): string => 'Swallowed by a quote,2000\n'.repeat(count);

  test.each([
    [
      'up to the end of the file',
      `title,year\nOpen A,1999\n"Open B,1999\n${swallowed(1000)}`,
      ['3: does not end: the quote that opens in line 3 is still open in line 1003'],
      1,
    ],
    [
      'up to a megabyte, and goes on behind it',
      `title,year\r\n"Open\r\nC,1999\r\n${swallowed(100_000).replaceAll('\n', '\r\n')}`,
      [
        expect.stringMatching(
          /^2: is longer than 1 MiB: the quote that opens in line 2 is still open in line \d{5}$/,
        ),
      ],
      1,
    ],
    [
      'up to the next quote',
      `title,year\n"Open D,1999\n${swallowed(3)}"Open E",1999\nOpen F,1999\n`,
      ['2: has a quote that does not close, or text around one (lines 2 to 6)'],
      1,
    ],
    [
      'up to the end of a later one',
      `title,year\n"Open G,1999\n${swallowed(2)}Open H","1999","x"\nOpen I,1999\n`,
      ['2: has 3 columns instead of 2 (lines 2 to 5)'],
      1,
    ],
  ])('%s', async (_, text, reasons, added) => {
    const { counts, rejected } = await importHere(t, folder.write('open.csv', text));
    expect(rejected).toEqual(reasons);
    expect(counts).toMatchObject({ added, bad: 1 });
  });

  test('in the header', async () => {
    const path = folder.write('open-header.csv', 'title,"year\nx,1999\n"y,2000\n');
    const { error } = await importHere(t, path);
    expect(error).toMatch(/: line 1 must name the columns, title among them/);
  });
});

describe('--types', () => {
  const rows = ['movie', 'tvMovie', 'short'].map(
    (type, id) => `tt800000${id}\t${type}\tTyped ${type}`,
  );
  const text = ['tconst\ttitleType\tprimaryTitle', ...rows].join('\n');

  test.each([
    ['tvmovie', 1],
    ['MOVIE, TVMovie', 2],
    ['All', 3],
  ])('%s: case does not matter', async (types, count) => {
    const path = folder.write('title.basics.tsv', text);
    const { counts } = await importHere(t, path, { types: titleTypes(types) });
    expect(counts).toMatchObject({ rows: count, others: 3 - count, bad: 0 });
  });

  test('an unknown one ends with one line that has the known ones', async () => {
    const line = /^--types: "(?:movies|all|)" is none of movie, short, [^\n]*; or all$/;
    for (const types of ['movies', 'movie,', 'movie,all'])
      expect(() => titleTypes(types)).toThrow(line);
    const { code, stdout, stderr } = await run(
      ['-', '--format', 'imdb', '--types', 'movies'],
      text,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd()).toMatch(line);
  });

  test('a file that does not say which type its titles have is none of IMDb’s', async () => {
    const path = folder.write('title.basics.tsv', 'tconst\tprimaryTitle\ntt8000009\tUntyped\n');
    const { error } = await importHere(t, path);
    expect(error).toMatch(/: line 1 must name the columns, titleType among them/);
  });
});

test('a byte order mark is no part of the text, in any format, packed or not', async () => {
  for (const [name, text] of [
    ['mark.json', '\u{FEFF}[{"title":"Mark json"}]'],
    ['mark.ndjson', '\u{FEFF}{"title":"Mark ndjson"}'],
    ['mark.csv', '\u{FEFF}"title"\rMark csv'],
    ['mark.csv.gz', gzipSync('\u{FEFF}title\rMark packed')],
  ] as const) {
    const { counts, error } = await importHere(t, folder.write(name, text));
    expect([name, counts.added, error]).toEqual([name, 1, undefined]);
  }
});
