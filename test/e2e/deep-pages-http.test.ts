import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Housekeeping } from '../../src/database/housekeeping.js';
import { someMovie, someUser } from '../support/factories.js';
import { importHere } from '../support/import.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const IMPORTED = 3000;
const PAGES = Array.from({ length: 22 }, (_, index) => index + 11);

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  const file = join(t.dataDir, 'movies.ndjson');
  const lines = Array.from(
    { length: IMPORTED },
    (_, number) => `{"title":"Film ${number}","source_id":"${number}"}\n`,
  );
  writeFileSync(file, lines.join(''));
  await importHere(t, file);
});
afterAll(() => t.close());

/** What the pages from the thousandth movie on show, up to the end and not beyond. */
async function shown(ordering: string): Promise<number[]> {
  const ids: number[] = [];
  for (const page of PAGES) {
    const { status, body } = await t.api.get(
      `/movies/?page=${page}&page_size=100&ordering=${ordering}`,
    );
    if (status === 404) break;
    const [{ count }] = await t.dataSource.query('SELECT count(*) FROM movies');
    expect(body.count).toBe(count);
    ids.push(...body.results.map(({ id }: { id: number }) => id));
  }
  return ids;
}

const right = async (direction: 'ASC' | 'DESC'): Promise<number[]> => {
  const rows: { id: number }[] = await t.dataSource.query(
    `SELECT id FROM movies ORDER BY created_at ${direction}, id ${direction} OFFSET 1000`,
  );
  return rows.map(({ id }) => id);
};

test('an import, posted and deleted movies are where they belong, before upkeep and after', async () => {
  const user = await someUser(t.api);
  expect((await t.api.get('/movies/')).body.count).toBe(IMPORTED);
  for (let round = 0; round < 2; round += 1) {
    const { id } = await someMovie(t.api, user);
    await someMovie(t.api, user);
    expect((await t.api.delete(`/movies/${id}/`, { token: user.token })).status).toBe(204);
    await t.dataSource.query('DELETE FROM movies WHERE id % 100 = $1', [round]);
    for (const ordering of ['-created_at', 'created_at']) {
      const ids = await shown(ordering);
      expect(ids.length).toBeGreaterThan(1500);
      expect(ids).toEqual(await right(ordering === 'created_at' ? 'ASC' : 'DESC'));
    }
    await t.app.get(Housekeeping).runAll();
  }
  const [kept] = await t.dataSource.query(
    `SELECT (SELECT count(*) FROM movie_landmarks) AS landmarks,
       (SELECT count(*) FROM movie_landmark_changes) AS changes`,
  );
  expect(kept).toEqual({ landmarks: expect.any(Number), changes: 0 });
  expect(kept.landmarks).toBeGreaterThan(2);
});

test('a page far past the last is not there', async () => {
  for (const page of [500, 40_000, 2_000_000_000]) {
    expect((await t.api.get(`/movies/?page=${page}`)).status).toBe(404);
  }
});
