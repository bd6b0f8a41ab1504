import { BackgroundWork } from '../../src/database/background/background-work.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FILMS: [title: string, year: number | null, original?: string][] = [
  ['The Godfather', 1972],
  ['The Godfather Part II', 1974],
  ['Godzilla', 1954, 'ゴジラ'],
  ['The Godfather Part III', 1990],
  ['Gods and Monsters', 1998],
  ['My Man Godfrey', 1936],
  ['Heat', null],
  ['Heathers', 1988],
];

let t: TestApp;
let users: TestUser[];
const ids = new Map<string, number>();
beforeAll(async () => {
  t = await startTestApp();
  users = await Promise.all(Array.from({ length: 5 }, () => someUser(t.api)));
  for (const [title, year, original] of FILMS) {
    const movie = await someMovie(t.api, users[0]!, { title, year, original_title: original });
    ids.set(title, movie.id);
  }
  await like('Godzilla', 4);
  await like('The Godfather Part II', 2);
});
afterAll(() => t.close());

const like = async (title: string, times: number): Promise<void> => {
  for (const { token } of users.slice(0, times)) {
    await t.api.post(`/movies/${ids.get(title)}/like/`, undefined, { token });
  }
  await t.app.get(BackgroundWork).runAll();
};

const suggest = (title: string) => t.api.get(`/movies/suggest/?title=${encodeURIComponent(title)}`);
const titles = async (title: string): Promise<string[]> =>
  (await suggest(title)).body.results.map((movie: { title: string }) => movie.title);

test('ids, titles and years, and nothing else', async () => {
  expect((await suggest('godzilla')).body).toEqual({
    results: [{ id: ids.get('Godzilla'), title: 'Godzilla', year: 1954 }],
  });
  expect((await suggest('heat')).body.results).toEqual([
    { id: ids.get('Heat'), title: 'Heat', year: null },
    { id: ids.get('Heathers'), title: 'Heathers', year: 1988 },
  ]);
});

test('what begins so, the popular first; then titles that have the words', async () => {
  expect(await titles('god')).toEqual([
    'Godzilla',
    'The Godfather Part II',
    ...['The Godfather', 'The Godfather Part III', 'Gods and Monsters'].toSorted(
      (one, other) => ids.get(one)! - ids.get(other)!,
    ),
    'My Man Godfrey',
  ]);
});

test('from the first letter on, and with every further one', async () => {
  const whole = 'the godfather part iii';
  for (let length = 5; length <= whole.length; length += 1) {
    const typed = whole.slice(0, length);
    expect([typed, await titles(typed)]).toEqual([
      typed,
      expect.arrayContaining(['The Godfather Part III']),
    ]);
  }
  expect((await titles(whole))[0]).toBe('The Godfather Part III');
  expect((await titles('g'))[0]).toBe('Godzilla');
});

test.each([
  ['the whole title before a popular one that begins so', 'the godfather', 'The Godfather'],
  ['no article', 'godfather part i', 'The Godfather Part II'],
  ['an original title', 'ゴジ', 'Godzilla'],
  ['a typing error', 'godzlila', 'Godzilla'],
  ['no blanks', 'mymang', 'My Man Godfrey'],
])('%s: %s', async (_, typed, title) => {
  expect((await titles(typed))[0]).toBe(title);
});

test.each(['xyl', 'x', '%', "'", ':*', '\\', '|', 'zaws heta', '\u0301'])(
  'nothing for %s, which is text',
  async (typed) => {
    const { status, body } = await suggest(typed);
    expect([status, body]).toEqual([200, { results: [] }]);
  },
);

test('a title and its year, a word too many, joined words', async () => {
  expect(await titles('heathers 1988')).toEqual(['Heathers']);
  expect(await titles('gods and monsters (1998)')).toEqual(['Gods and Monsters']);
  expect((await titles('godzilla movie'))[0]).toBe('Godzilla');
  expect(await titles('thegodfatherpart')).toEqual([
    'The Godfather Part II',
    'The Godfather Part III',
  ]);
  expect(await titles('heathers &')).toEqual(['Heathers']);
});

test('at most ten', async () => {
  for (let part = 1; part <= 12; part += 1) {
    await someMovie(t.api, users[0]!, { title: `Quokka ${part}00` });
  }
  expect(await titles('quo')).toHaveLength(10);
  expect(await titles('quokka')).toHaveLength(10);
});

test('without a title, or with anything else, it is 400', async () => {
  for (const query of ['', '?title=', '?title=%20', '?title=x&page=2', '?title=x&title=y']) {
    expect([query, (await t.api.get(`/movies/suggest/${query}`)).status]).toEqual([query, 400]);
  }
});

test('the client that has the answer is told so', async () => {
  const { headers } = await suggest('heat');
  const again = await t.api.get('/movies/suggest/?title=heat', {
    headers: { 'If-None-Match': headers.get('etag')! },
  });
  expect(again.status).toBe(304);
});

test('a movie is suggested as soon as it is there, and by its new title only', async () => {
  const [{ token }] = users as [TestUser];
  const movie = await someMovie(t.api, users[0]!, { title: 'Velociraptor' });
  expect(await titles('veloc')).toEqual(['Velociraptor']);
  await t.api.patch(`/movies/${movie.id}/`, { title: 'Tyrannosaur' }, { token });
  expect([await titles('veloc'), await titles('tyra')]).toEqual([[], ['Tyrannosaur']]);
  await t.api.delete(`/movies/${movie.id}/`, { token });
  expect(await titles('tyra')).toEqual([]);
});

test('search knows the likes that the counters have after a refresh, whatever raced', async () => {
  const movie = ids.get('My Man Godfrey')!;
  await Promise.all(
    users.flatMap(({ token }) => [
      t.api.post(`/movies/${movie}/like/`, undefined, { token }),
      t.api.delete(`/movies/${movie}/like/`, { token }),
      t.api.post(`/movies/${movie}/like/`, undefined, { token }),
    ]),
  );
  await t.app.get(BackgroundWork).runAll();
  const [wrong] = await t.dataSource.query(
    `SELECT count(*) FROM movie_search JOIN movie_counts AS counts USING (movie_id)
     WHERE movie_search.like_count <> counts.like_count
       OR popularity <> ceil(log(2, counts.like_count + 1))`,
  );
  expect(wrong.count).toBe(0);
});
