import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../support/client.js';
import { someFolder } from '../support/command.js';
import { addMovies } from '../support/bulk.js';
import { someMovie, someUser, succeeded, type TestUser } from '../support/factories.js';
import { importHere } from '../support/import.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Genre {
  readonly name: string;
  readonly movie_count: number;
}

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
});
afterAll(() => t.close());
beforeEach(async () => {
  // In this order: a movie that goes takes its genres' counts along.
  for (const table of ['movies', 'movie_totals', 'genres']) {
    await t.dataSource.query(`DELETE FROM ${table}`);
  }
});

const genres = async (query = ''): Promise<Answer['body']> =>
  succeeded(await t.api.get(`/genres/${query}`), 200).body;
const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await genres('?page_size=100')).results.map(({ name, movie_count }: Genre) => [
      name,
      movie_count,
    ]),
  );
const add = (...names: string[]) => someMovie(t.api, user, { genres: names });

test('no genre at all is an empty page', async () => {
  expect(await genres()).toEqual({ count: 0, next: null, previous: null, results: [] });
});

test('most movies first, then the newer genre', async () => {
  await add('Drama', 'Crime');
  await add('Drama');
  await add('Western');
  expect((await genres()).results).toEqual([
    { name: 'Drama', movie_count: 2 },
    { name: 'Western', movie_count: 1 },
    { name: 'Crime', movie_count: 1 },
  ]);
});

test('counts follow every creation, change and deletion', async () => {
  const one = await add('Drama', 'Crime');
  const two = await add('drama', 'CRIME', 'Noir'); // one genre, however it is written
  expect(await counts()).toEqual({ Drama: 2, Crime: 2, Noir: 1 });
  const patch = (id: number, names: string[] | null) =>
    t.api.patch(`/movies/${id}/`, { genres: names }, { token: user.token });
  succeeded(await patch(one.id, ['Noir', 'DRAMA']), 200);
  expect(await counts()).toEqual({ Drama: 2, Crime: 1, Noir: 2 });
  succeeded(await patch(two.id, []), 200);
  expect(await counts()).toEqual({ Drama: 1, Crime: 0, Noir: 1 });
  await t.api.delete(`/movies/${one.id}/`, { token: user.token });
  expect(await counts()).toEqual({ Drama: 0, Crime: 0, Noir: 0 });
  await add('crime');
  expect((await genres('?page_size=1')).results).toEqual([{ name: 'Crime', movie_count: 1 }]);
});

test.each([
  ['Μύθος', 'μύθος', 'ΜΎΘΟΣ', 'μύθοσ'],
  ['Straßenfilm', 'STRASSENFILM', 'strassenfilm', 'STRAẞENFILM'],
  ['İstanbul', 'i\u0307stanbul', 'I\u0307STANBUL'],
  ['ёлка', 'Ёлка', 'е\u0308лка'],
  ['ǆungla', 'Ǆungla', 'ǅungla'],
])('%s has no case, however it is written', async (name, ...others) => {
  const { id } = await add(name);
  for (const other of others) {
    expect((await add(other, name)).genres).toEqual([name]);
    succeeded(await t.api.patch(`/movies/${id}/`, { genres: [other] }, { token: user.token }), 200);
    for (const path of ['/movies/', '/movies/genre/', '/movies/search/?title=movie']) {
      const sign = path.includes('?') ? '&' : '?';
      const query = `genre=${encodeURIComponent(`${other}|${name}`)}`;
      const { body } = succeeded(await t.api.get(`${path}${sign}${query}`), 200);
      expect([path, body.count]).toEqual([path, 1 + others.indexOf(other) + 1]);
    }
  }
  expect(await counts()).toEqual({ [name]: others.length + 1 });
});

test('an import finds genres in any case', async () => {
  const folder = someFolder();
  const path = join(folder.path, 'genres.ndjson');
  const rows = ['Μύθος', 'ΜΎΘΟΣ', 'μύθοσ'].map((name) => ({ title: name, genres: [name] }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await importHere(t, path);
  expect(await counts()).toEqual({ Μύθος: 3 });
  folder.remove();
});

test('counts stay exact while many write at once', async () => {
  const names = ['Drama', 'Crime', 'Noir', 'Western'];
  const some = (n: number): string[] => names.filter((_, index) => (n >> index) % 2 === 1);
  const kept = new Map<number, string[]>();
  await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const { id } = await someMovie(t.api, user, { genres: some(n % 16) });
      const changed = some((n * 7) % 16);
      if (n % 2 > 0)
        await t.api.patch(`/movies/${id}/`, { genres: changed }, { token: user.token });
      if (n % 5 === 0) await t.api.delete(`/movies/${id}/`, { token: user.token });
      else kept.set(id, n % 2 > 0 ? changed : some(n % 16));
    }),
  );
  const expected = Object.fromEntries(
    names.map((name) => [name, [...kept.values()].filter((list) => list.includes(name)).length]),
  );
  expect(Object.values(expected).every((count) => count > 5)).toBe(true);
  expect(await counts()).toEqual(expected);
});

describe('walks', () => {
  /** Ten genres of one movie, ten of two, ten of three and so on. */
  const NAMES = Array.from({ length: 50 }, (_, n) => `Genre ${n}`);
  beforeEach(async () => {
    const movies = NAMES.flatMap((name, n) =>
      Array.from({ length: 1 + (n % 5) }, () => ({ genres: [name] })),
    );
    await addMovies(t.dataSource, movies);
  });

  const walk = async (path: string, towards: 'next' | 'previous'): Promise<Genre[][]> => {
    const { body } = succeeded(await t.api.get(path.replace(t.api.origin, '')), 200);
    return [body.results, ...(body[towards] ? await walk(body[towards], towards) : [])];
  };

  test.each(['page=1', 'cursor='])('every genre once, in one order: %s', async (start) => {
    const found = (await walk(`/genres/?${start}&page_size=7`, 'next')).flat();
    expect(found.map(({ name }) => name).sort()).toEqual(NAMES.toSorted());
    const sorted = found.toSorted((one, other) => other.movie_count - one.movie_count);
    expect(found).toEqual(sorted);
    expect(found).toEqual((await genres('?page_size=100')).results);
  });

  test('a cursor leads there and back, past what comes and goes', async () => {
    const there = await genres('?cursor=&page_size=20');
    expect(there.count).toBeNull();
    await add('Newcomer'); // behind
    await addMovies(
      t.dataSource,
      Array.from({ length: 9 }, () => ({ genres: ['Overtaker'] })), // before
    );
    const rest = (await walk(there.next, 'next')).flat();
    const names = [...there.results, ...rest].map(({ name }: Genre) => name);
    expect(names.sort()).toEqual([...NAMES, 'Newcomer'].sort());
    const second = await t.api.get(there.next.replace(t.api.origin, ''));
    const back = (await walk(second.body.previous, 'previous')).toReversed().flat();
    expect(back).toEqual([{ name: 'Overtaker', movie_count: 9 }, ...there.results]);
  });
});

test('a tag spares the body until a count changes', async () => {
  await add('Drama');
  const { headers } = await t.api.get('/genres/');
  const conditional = { headers: { 'if-none-match': headers.get('etag')! } };
  expect((await t.api.get('/genres/', conditional)).status).toBe(304);
  await add('Drama');
  expect((await t.api.get('/genres/', conditional)).status).toBe(200);
});
