import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, someFolder, type Folder, type Outcome } from '../support/command.js';
import { someMovie, someUser } from '../support/factories.js';
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

const run = (parameters: string[], input: string | Buffer = ''): Promise<Outcome> =>
  runCommand(t, ['import', ...parameters], input);

const titled = async (title: string): Promise<any[]> =>
  (await t.api.get(`/movies/?title=${encodeURIComponent(title)}&ordering=title`)).body.results;

describe('each movie once', () => {
  test('adds the rows once, however often they come', async () => {
    const rows = [
      {
        source_id: 'a1',
        title: 'Import One',
        year: 1999,
        genres: ['western', 'Western'],
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
      { title: 'Import Three', year: 2002 },
    ];
    const path = folder.write('once.ndjson', rows);
    const first = await run([path]);
    expect(first.stdout).toBe(`${path}: 10 rows, 6 added, 4 there already, 0 bad\n`);
    expect(first.code).toBe(0);
    const again = await run([path, folder.write('once.ndjson.gz', rows)]);
    expect(again.stdout.match(/ 0 added, 10 there already/g)).toHaveLength(2);
    const movies = await titled('import');
    expect(movies.map(({ title }) => title)).toEqual([
      'Import One',
      'Import One',
      'Import Three',
      'Import Three',
      'Import Three',
      'Import Two',
    ]);
    expect(movies[0]).toMatchObject({ creator: null, genres: ['western'], cast: ['A', 'B'] });
    expect(movies.find(({ year }) => year === 2002)).toMatchObject({ release_date: '2002-02-03' });
  });

  test('a row without id is the movie of that title, year and director, wherever that is from', async () => {
    const rows = [
      { source_id: 'b1', title: 'Met Before', year: 1950 },
      { title: 'Met Before', year: 1950 },
    ];
    // In one batch and in two: the outcome must not hang on where a batch ends.
    expect((await run(['-'], rows.map((row) => JSON.stringify(row)).join('\n'))).stdout).toContain(
      '1 added, 1 there already',
    );
    expect((await run(['-'], JSON.stringify(rows[1]))).stdout).toContain('0 added');
  });

  test('another source has ids of its own', async () => {
    const path = folder.write('other.ndjson', [
      { source_id: 'a1', title: 'Elsewhere' },
      { source: 'named', source_id: 'a1', title: 'Named' },
    ]);
    expect((await run([path, '--source', 'elsewhere'])).stdout).toContain('2 added');
    expect((await run([path, '--source', 'elsewhere'])).stdout).toContain('0 added');
  });

  test('an IMDb id that a movie of users has stands for that movie', async () => {
    await someMovie(t.api, await someUser(t.api), { title: 'Theirs', imdb_id: 'tt7654321' });
    const row = { source: 'x', source_id: '1', title: 'Theirs again', imdb_id: 'tt7654321' };
    const { stdout } = await run(['-'], JSON.stringify(row));
    expect(stdout).toContain('0 added, 1 there already, 0 bad');
    expect(await titled('theirs')).toHaveLength(1);
  });

  test('movies have the order of the file, across batches', async () => {
    const titles = Array.from({ length: 6000 }, (_, index) => `Ordered ${index}`);
    const path = folder.write(
      'ordered.ndjson',
      titles.map((title, id) => ({ source_id: `o${id}`, title })),
    );
    expect((await run([path])).stdout).toContain('6000 added');
    const rows = await t.dataSource.query(
      `SELECT title FROM movies WHERE title LIKE 'Ordered %' ORDER BY created_at, id`,
    );
    expect(rows.map(({ title }: { title: string }) => title)).toEqual(titles);
  });
});

describe('formats', () => {
  const MOVIE = {
    title: 'Formatted, "quoted"',
    original_title: 'Formaté\nwith a newline',
    description: null,
    genres: ['Drama', 'Film Noir'],
    year: 1984,
    release_date: '1984-05-06',
    runtime_minutes: 101,
    language: 'fr',
    director: '= not a formula',
    cast: ['Pipe | Man', 'Back\\slash', '🎬'],
    poster_url: 'https://example.org/a.jpg?b=c,d',
    imdb_id: null,
  };

  test('CSV: quotes, newlines, a byte order mark, lists, and the line where a row begins', async () => {
    const text = [
      '\u{FEFF}title,original_title,genres,year,release_date,runtime_minutes,language,director,cast,poster_url,imdb_id,source_id,rating',
      '"Formatted, ""quoted""","Formaté\nwith a newline",Drama|Film Noir,1984,1984-05-06,101,FR,= not a formula,Pipe \\| Man|Back\\\\slash|🎬,"https://example.org/a.jpg?b=c,d",,csv1,9',
      '',
      '"bad\n\n",,,soon,,,,,,,,csv2,1',
      'short,row',
      '"never closed"x,,,,,,,,,,,,',
      'Plain CSV,,,,,,,,AC\\DC,,,csv3,',
    ].join('\r\n');
    const path = folder.write('formatted.csv', text);
    const { stdout, stderr } = await run([path]);
    expect(stdout).toBe(`${path}: 5 rows, 2 added, 0 there already, 3 bad\n`);
    expect(stderr.trim().split('\n').slice(0, -1)).toEqual([
      `${path}:5: year must be an integer from 1870 to 2100`,
      `${path}:8: has 2 columns instead of 13`,
      `${path}:9: has a quote that does not close, or text around one`,
      'Ignored fields: rating',
    ]);
    expect((await titled('Formatted, "q'))[0]).toMatchObject(MOVIE);
    expect((await titled('plain csv'))[0]).toMatchObject({
      cast: ['AC\\DC'],
      genres: [],
      year: null,
    });
    expect((await run([path])).stdout).toContain(' 0 added, 2 there already, 3 bad');
  });

  test('JSON: an array, and which element is bad', async () => {
    const elements = [
      JSON.stringify({ ...MOVIE, source_id: 'json1', title: 'Json ]},[{ "one"' }),
      '{"title": 5}',
      '{"title": nothing}',
      '[]',
      '{"title": "Json two", "deep": [[{"a": "\\"]"}]]}',
    ];
    const path = folder.write('array.json', ` [\n${elements.join(' ,\n')}\n] \n`);
    const { stdout, stderr } = await run([path]);
    expect(stdout).toBe(`${path}: 5 rows, 2 added, 0 there already, 3 bad\n`);
    expect(stderr.trim().split('\n').slice(0, -1)).toEqual([
      `${path}: element 2: title must be a text`,
      `${path}: element 3: is not JSON`,
      `${path}: element 4: is not an object`,
      'Ignored fields: deep',
    ]);
    expect(await titled('json')).toHaveLength(2);
    const empty = await run(['-', '--format', 'json'], '[]');
    expect(empty.stdout).toBe('-: 0 rows, 0 added, 0 there already, 0 bad\n');
  });

  const IMDB = [
    'tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres',
    'tt9000001\tmovie\t"Quoted" only here\tOriginal\t0\t1931\t\\N\t117\tCrime,Drama,Thriller',
    'tt9000002\tshort\tA short\tA short\t0\t1894\t\\N\t1\tShort',
    'tt9000003\tmovie\tImdb bare\tImdb bare\t0\t\\N\t\\N\t\\N\t\\N',
    'tt9000004\ttvMovie\tImdb on TV\tImdb on TV\t0\t2001\t\\N\t\\N\tDrama',
    '',
  ].join('\n');

  test("IMDb's file: movies only, unless --types", async () => {
    const path = folder.write('title.basics.tsv.gz', IMDB);
    const { stdout, stderr } = await run([path]);
    expect(stdout).toBe(`${path}: 2 rows, 2 added, 0 there already, 0 bad, 2 of other types\n`);
    expect(stderr).toBe('Ignored fields: endYear, isAdult\n');
    expect((await t.api.get('/movies/?imdb_id=tt9000001')).body.results[0]).toMatchObject({
      title: '"Quoted" only here',
      original_title: 'Original',
      year: 1931,
      runtime_minutes: 117,
      genres: ['Crime', 'Drama', 'Thriller'],
    });
    expect((await t.api.get('/movies/?imdb_id=tt9000003')).body.results[0]).toMatchObject({
      original_title: null,
      year: null,
      genres: [],
    });
    const types = await run(['-', '--format', 'imdb', '--types', 'movie, tvMovie'], IMDB);
    expect(types.stdout).toContain('3 rows, 1 added, 2 there already, 0 bad, 1 of other types');
    const all = await run(['-', '--format', 'imdb', '--types', 'all'], IMDB);
    expect(all.stdout).toBe('-: 4 rows, 1 added, 3 there already, 0 bad\n');
    // Whoever clears an IMDb id does not get the movie a second time.
    await t.dataSource.query(`UPDATE movies SET imdb_id = NULL WHERE imdb_id = 'tt9000001'`);
    expect((await run([path])).stdout).toContain(' 0 added');
  });

  test('standard input, packed or not; a creator; no mail', async () => {
    const user = await someUser(t.api);
    const plain = await run(['-', '--creator', user.username], '{"title":"From stdin"}\n');
    expect(plain.stdout).toBe('-: 1 rows, 1 added, 0 there already, 0 bad\n');
    expect((await titled('from stdin'))[0].creator).toEqual({
      id: user.id,
      username: user.username,
    });
    const packed = readFileSync(folder.write('stdin.gz', '{"title":"From packed stdin"}\n'));
    expect((await run(['-'], packed)).stdout).toContain('1 added');
    const [row] = await t.dataSource.query('SELECT count(*) FROM mails');
    expect(row.count).toBe(0);
  });
});

test('goes on past bad rows and tells each; unknown fields are noted once; --strict', async () => {
  const path = folder.write('bad.ndjson', [
    { title: 'Good before', extra: 1, poster_host: 'x' },
    'not json',
    '',
    { title: '', year: 3000 },
    [1],
    { title: 'NUL \u0000' },
    { title: 'Off', year: 1999, release_date: '2000-01-01' },
    { title: 'List', cast: ['ok', ''] },
    { title: 'Good after', extra: 2, __proto__: null },
  ]);
  const report = join(folder.path, 'reports', 'bad.ndjson');
  const { code, stdout, stderr } = await run([path, '--report', report]);
  expect(code).toBe(0);
  expect(stdout).toBe(`${path}: 8 rows, 2 added, 0 there already, 6 bad\n`);
  expect(stderr.trim().split('\n')).toEqual([
    `${path}:2: is not JSON`,
    `${path}:4: title must not be blank; year must be an integer from 1870 to 2100`,
    `${path}:5: is not an object`,
    `${path}:6: title must not contain the character NUL`,
    `${path}:7: year must be the year of release_date`,
    `${path}:8: cast.1 must not be blank`,
    'Ignored fields: extra, poster_host',
    `Bad rows: ${report}`,
  ]);
  const lines = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(6);
  expect(lines[0]).toEqual({ file: path, line: 2, reason: 'is not JSON', text: 'not json' });
  expect((await run([path, '--strict'])).code).toBe(1);
});

test('a thousand bad rows do not flood the terminal; the report has them all', async () => {
  const path = folder.write(
    'flood.ndjson',
    Array.from({ length: 1000 }, () => ({ title: 1 })),
  );
  const { stdout, stderr } = await run([path]);
  expect(stdout).toContain('1000 rows, 0 added, 0 there already, 1000 bad');
  expect(stderr.trim().split('\n').length).toBeLessThan(30);
  const report = /^Bad rows: (.*)$/m.exec(stderr)![1]!;
  expect(report.startsWith(join(t.dataDir, 'rejected', 'flood.ndjson.'))).toBe(true);
  expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(1000);
});

test('--dry-run counts as the import does, and writes nothing', async () => {
  const rows = [
    ...Array.from({ length: 3000 }, (_, id) => ({
      source_id: `dry${id}`,
      title: `Dry ${id}`,
      genres: ['Dryness'],
    })),
    { source_id: 'dry0', title: 'In a later batch' },
    { source_id: 'dry-a', title: 'Dry imdb', imdb_id: 'tt5000001' },
    { source_id: 'dry-b', title: 'Dry imdb again', imdb_id: 'tt5000001' },
    { title: 'Dry 1' },
    { title: 'Dry 1', year: 1999 },
    { title: '' },
  ];
  const path = folder.write('dry.ndjson', rows);
  const count = async (table: string): Promise<number> =>
    (await t.dataSource.query(`SELECT count(*) FROM ${table}`))[0].count;
  const before = [await count('movies'), await count('genres')];
  const trial = await run([path, '--dry-run']);
  expect(trial.stdout).toBe(`${path}: 3006 rows, 3002 would be added, 3 there already, 1 bad\n`);
  expect([await count('movies'), await count('genres')]).toEqual(before);
  expect((await run([path])).stdout).toContain('3006 rows, 3002 added, 3 there already, 1 bad');
  expect((await run([path, '--dry-run'])).stdout).toContain(
    ' 0 would be added, 3005 there already',
  );
});

test('a row that only the database refuses is a bad row, and the others are added', async () => {
  await t.dataSource.query(`ALTER TABLE movies ADD CONSTRAINT picky CHECK (title <> 'Refused 7')`);
  const path = folder.write(
    'refused.ndjson',
    Array.from({ length: 20 }, (_, id) => ({ title: `Refused ${id}` })),
  );
  const { code, stdout, stderr } = await run([path]);
  await t.dataSource.query('ALTER TABLE movies DROP CONSTRAINT picky');
  expect(code).toBe(0);
  expect(stdout).toContain('20 rows, 19 added, 0 there already, 1 bad');
  expect(stderr).toMatch(/:8: .*picky/);
  expect(await titled('refused')).toHaveLength(19);
});

test('several files are one run, and the first bad name is told before any work', async () => {
  const path = folder.write('first.ndjson', [{ title: 'Before a wrong name' }]);
  const { code, stderr } = await run([path, 'package-lock.yaml']);
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(/^package-lock\.yaml: the name must end in /);
  expect(await titled('before a wrong name')).toEqual([]);
  expect(existsSync(join(t.dataDir, 'rejected')) && readdirSync(t.dataDir).length > 0).toBe(true);
});
