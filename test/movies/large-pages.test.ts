import { BackgroundWork } from '../../src/database/background/background-work.js';
import { addLikes, addUsers } from '../support/bulk.js';
import { next, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MOST_BYTES = 2 * 1024 * 1024;
const ROWS = 100;

/** Texts of a length that JSON and UTF-8 make as long as can be. */
const LARGEST = {
  'six bytes a character in JSON': '\u0001',
  'four bytes a character in UTF-8': '🎬',
};

interface Given {
  readonly title: string;
  readonly description: string;
  readonly cast: readonly string[];
  readonly genres: readonly string[];
  readonly director: string;
}

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.dataSource.query('TRUNCATE movies CASCADE');
  user = await someUser(t.api);
});

/** A movie with every text as long as may be. */
const large = (character: string): Given => ({
  title: `Film ${character.repeat(250)}`,
  description: `Begins${character.repeat(9994)}`,
  cast: Array.from({ length: 100 }, (_, index) =>
    `${index}`.padEnd(255, '.').replaceAll('.', character),
  ),
  genres: Array.from({ length: 10 }, (_, index) => `${index}${character.repeat(49)}`),
  director: character.repeat(255),
});

const ordinary = (length: number): Given => ({
  title: `Film ${next()}`,
  description: 'x'.repeat(length),
  cast: Array.from({ length: 20 }, (_, index) => `Name ${index}`),
  genres: ['Drama'],
  director: 'Somebody',
});

/** Stores movies of the user, the last one newest. @returns their ids, newest first */
async function store(movies: readonly Given[]): Promise<number[]> {
  const names = new Set(movies.flatMap(({ genres }) => genres));
  await t.dataSource.query(
    'INSERT INTO genres (name, folded_name) SELECT name, lower(name) FROM unnest($1::text[]) AS given (name) ON CONFLICT DO NOTHING',
    [[...names]],
  );
  const rows: { id: number }[] = await t.dataSource.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, original_title, description,
       "cast", genres, director, creator_id)
     SELECT title, lower(title), 'film', '{film}', title, description, "cast", genres, director, $2
     FROM json_to_recordset($1) AS given (
       title text, description text, "cast" text[], genres text[], director text)
     RETURNING id`,
    [JSON.stringify(movies), user.id],
  );
  return rows.map(({ id }) => id).reverse();
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Every list of movies, in its largest page. */
const MOVIE_LISTS = [
  '/movies/?page_size=100',
  '/movies/?page_size=100&cursor=',
  '/movies/?page_size=100&ordering=year,title',
  '/movies/search/?title=film&page_size=100',
  '/movies/trending/?page_size=100',
  '/movies/1/similar/?page_size=100',
  '/me/movies/?page_size=100',
  '/me/likes/?page_size=100',
];

describe.each(Object.entries(LARGEST))('texts of %s', (_, character) => {
  test('no list of movies is larger than 2 MiB, and each has all its rows', async () => {
    const movie = large(character);
    const ids = await store(Array.from({ length: ROWS + 1 }, () => movie));
    await addLikes(
      t.dataSource,
      ids.map((id) => [id, user.id, 1]),
    );
    const others = await addUsers(t.dataSource, 2);
    await addLikes(
      t.dataSource,
      ids.flatMap((id) => others.map((other) => [id, other, 2] as const)),
    );
    await t.app.get(BackgroundWork).runAll();
    for (const list of MOVIE_LISTS) {
      const { status, text, body } = await t.api.get(list.replace('/1/', `/${ids[0]}/`), user);
      expect(status).toBe(200);
      expect(bytes(text)).toBeLessThanOrEqual(MOST_BYTES);
      expect(body.results).toHaveLength(ROWS);
      for (const row of body.results) {
        expect(row).toMatchObject({ title: movie.title, genres: movie.genres, liked_by_me: true });
        expect(row.description).toBe(`${movie.description.slice(0, 6)}${row.description.slice(6)}`);
        expect(row.description).toMatch(/…$/);
        expect([...row.description].length).toBeLessThanOrEqual(300);
        expect(row.cast).toEqual(movie.cast.slice(0, row.cast.length));
        expect(row.cast).toHaveLength(3);
      }
    }
    const { body: whole } = await t.api.get(`/movies/${ids[0]}/`);
    expect(whole).toMatchObject({ description: movie.description, cast: movie.cast });
  });

  test('no list of comments is larger than 2 MiB, and each has all its rows', async () => {
    const [movie] = await store([ordinary(10)]);
    const text = `Begins${character.repeat(4994)}`;
    const add = (parent: number | null): Promise<{ id: number }[]> =>
      t.dataSource.query(
        `INSERT INTO comments (movie_id, author_id, text, parent_id)
         SELECT $1, $2, $3, $4 FROM generate_series(1, $5::integer) RETURNING id`,
        [movie, user.id, text, parent, ROWS],
      );
    const [parent] = await add(null);
    await add(parent!.id);
    const lists = [
      `/movies/${movie}/comments/`,
      `/comments/${parent!.id}/replies/`,
      '/me/comments/',
    ];
    for (const list of lists) {
      const { text: answer, body } = await t.api.get(`${list}?page_size=100`, user);
      expect(bytes(answer)).toBeLessThanOrEqual(MOST_BYTES);
      expect(body.results).toHaveLength(ROWS);
      for (const row of body.results) expect(row.text).toMatch(/^Begins.{293}…$/su);
    }
    expect((await t.api.get(`/comments/${parent!.id}/`)).body.text).toBe(text);
  });
});

test('pages within the limit are whole, however long their texts', async () => {
  const movies = Array.from({ length: ROWS }, () => ordinary(9000));
  const ids = await store(movies);
  const descriptions = async (query: string): Promise<string[]> =>
    (await t.api.get(`/movies/?${query}`)).body.results.map((row: any) => row.description);
  expect(await descriptions('page_size=100')).toEqual(movies.map(({ description }) => description));
  await t.dataSource.query(`UPDATE movies SET description = repeat('🎬', 10000)`);
  expect(await descriptions('page_size=20')).toEqual(Array(20).fill('🎬'.repeat(10_000)));
  expect(ids).toHaveLength(ROWS);
});

test('in a page beyond the limit only the rows that take more than their share are shortened', async () => {
  const movies = Array.from({ length: ROWS }, (_, index) =>
    index % 2 === 0 ? large('🎬') : ordinary(5000),
  );
  const ids = await store(movies);
  const { body } = await t.api.get('/movies/?page_size=100');
  expect(body.results.map(({ id }: any) => id)).toEqual(ids);
  for (const row of body.results) {
    const given = movies[ids.length - 1 - ids.indexOf(row.id)]!;
    if (given.description.length === 5000) expect(row).toMatchObject(given);
    else expect(row.cast).toHaveLength(3);
  }
  // A walk by cursor meets each of them, in whatever form.
  const seen: number[] = [];
  let url: string | null = '/movies/?cursor=&page_size=70';
  while (url !== null) {
    const { body: slice }: any = await t.api.get(url);
    seen.push(...slice.results.map(({ id }: any) => id));
    url = slice.next && new URL(slice.next).pathname + new URL(slice.next).search;
  }
  expect(seen).toEqual(ids);
});
