import { setTimeout as sleep } from 'node:timers/promises';
import {
  runCommand,
  someFolder,
  startCommand,
  type Folder,
  type RunningCommand,
} from '../support/command.js';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BATCH = 2500;

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

const number = async (sql: string): Promise<number> => (await t.dataSource.query(sql))[0].count;
const moviesOf = (source: string): Promise<number> =>
  number(`SELECT count(*) FROM movies WHERE source = '${source}'`);

const rowsOf = (source: string, count: number): object[] =>
  Array.from({ length: count }, (_, id) => ({
    source,
    source_id: String(id),
    title: `Row ${id} of ${source}`,
    genres: ['Drama'],
  }));

/** Counters and words that triggers keep agree with the movies. */
async function expectWhole(): Promise<void> {
  expect(
    await number(`
      SELECT count(*) FROM movies LEFT JOIN movie_counts ON movie_id = movies.id
      WHERE movie_id IS NULL OR document IS NULL`),
  ).toBe(0);
  const total = await number(
    'SELECT sum(movie_count)::bigint AS count FROM movie_totals WHERE genre_id = 0',
  );
  expect(total).toBe(await number('SELECT count(*) FROM movies'));
}

/** Feeds an import more than two batches and keeps it waiting for more. */
async function startHalf(source: string, rows: readonly object[]): Promise<RunningCommand> {
  const running = startCommand(t, ['import', '-']);
  running.child.stdin!.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  while ((await moviesOf(source)) < 2 * BATCH) {
    await sleep(50);
    if (running.child.exitCode !== null) throw new Error((await running.ended).stderr);
  }
  return running;
}

test('killed in the middle it leaves whole batches, and started again goes on', async () => {
  const rows = rowsOf('killed', 3 * BATCH);
  const running = await startHalf('killed', rows.slice(0, -1000));
  running.child.kill('SIGKILL');
  expect((await running.ended).signal).toBe('SIGKILL');
  expect(await moviesOf('killed')).toBe(2 * BATCH);
  await expectWhole();
  const path = folder.write('killed.ndjson', rows);
  const { stdout } = await runCommand(t, ['import', path]);
  expect(stdout).toContain(`${3 * BATCH} rows, ${BATCH} added, ${2 * BATCH} there already`);
  await expectWhole();
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it in good order', async (signal, exitCode) => {
  const rows = rowsOf(signal, 2 * BATCH + 500);
  const running = await startHalf(signal, rows);
  running.child.kill(signal);
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(exitCode);
  expect(stderr).toBe('Interrupted. The same command goes on from here.\n');
  // What it has read is added, whether or not that was a whole batch.
  expect(stdout).toBe(`-: ${rows.length} rows, ${rows.length} added, 0 there already, 0 bad\n`);
  expect(await moviesOf(signal)).toBe(rows.length);
});

test('two imports of one file at the same time add it once', async () => {
  const rows = Array.from({ length: 6000 }, (_, id) => ({
    title: `Twin ${id}`,
    year: 2000,
    genres: [`Genre ${id % 50}`],
  }));
  const path = folder.write('twins.ndjson', [...rows, ...rowsOf('twins', 6000)]);
  const outcomes = await Promise.all([
    runCommand(t, ['import', path]),
    runCommand(t, ['import', path]),
  ]);
  const added = outcomes.map(({ stdout }) => Number(/(\d+) added/.exec(stdout)![1]));
  expect(added[0]! + added[1]!).toBe(12_000);
  expect(outcomes.map(({ stderr }) => stderr)).toEqual(['', '']);
  expect(await number(`SELECT count(*) FROM movies WHERE title LIKE 'Twin %'`)).toBe(6000);
  await expectWhole();
});

test('writers of a live server go on meanwhile, and nothing is lost', async () => {
  const user = await someUser(t.api);
  const path = folder.write('live.ndjson', rowsOf('live', 15_000));
  const importing = startCommand(t, ['import', path]);
  importing.child.stdin!.end();
  let written = 0;
  while (importing.child.exitCode === null) {
    const movie = await someMovie(t.api, user, {
      title: `Live Row ${written}`,
      genres: ['Drama', 'Live'],
    });
    const like = await t.api.post(`/movies/${movie.id}/like/`, {}, { token: user.token });
    expect(like.status).toBe(201);
    written += 1;
  }
  const { stdout, code } = await importing.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('15000 rows, 15000 added');
  expect(written).toBeGreaterThan(1);
  const { count } = (await t.api.get('/movies/?genre=Live')).body;
  expect(count).toBe(written);
  await expectWhole();
});

test('a creator whose account goes meanwhile ends it with one line', async () => {
  const user = await someUser(t.api);
  const rows = rowsOf('orphans', 3 * BATCH);
  const running = startCommand(t, ['import', '-', '--creator', user.username]);
  running.child.stdin!.write(
    rows
      .slice(0, BATCH)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  while ((await moviesOf('orphans')) < BATCH) await sleep(50);
  await t.dataSource.query('DELETE FROM users WHERE id = $1', [user.id]);
  running.child.stdin!.end(
    rows
      .slice(BATCH)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  );
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual(['The account that the movies were for is gone']);
  expect(stdout).toContain(`, ${BATCH} added`);
  expect(await moviesOf('orphans')).toBe(BATCH);
});

test('a connection that is lost ends an import with one line, and says what was not tried', async () => {
  const running = startCommand(t, ['import', '-']);
  const rows = (from: number) =>
    Array.from({ length: 3 * BATCH }, (_, id) => `{"title":"Lost ${from + id}"}\n`).join('');
  const lost = (): Promise<number> =>
    number(`SELECT count(*) FROM movies WHERE title LIKE 'Lost %'`);
  running.child.stdin!.write(rows(0));
  while ((await lost()) < BATCH) {
    await sleep(50);
    if (running.child.exitCode !== null) throw new Error((await running.ended).stderr);
  }
  await t.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'movie-api command' AND datname = current_database()`,
  );
  running.child.stdin!.end(rows(3 * BATCH));
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^ +at /m);
  const [, read, added, known, left] =
    /(\d+) rows, (\d+) added, (\d+) there already, 0 bad, (\d+) not tried/.exec(stdout) ?? [];
  expect(Number(added)).toBe(await lost());
  expect(Number(known)).toBe(0);
  expect(Number(added) + Number(left)).toBe(Number(read));
  await expectWhole();
});
