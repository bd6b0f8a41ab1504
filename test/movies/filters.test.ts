import fc from 'fast-check';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Row = Record<string, any>;

const SEED = 19_720_324;
const MOVIES = 240;
const USERS = 3;
const GENRES = ['Drama', 'Comedy', 'Western', 'War', 'Épique'];
const LANGUAGES = ['en', 'fr', 'sv'];
const WORDS = ['The', 'alpha', 'Älg', 'of', '100%', 'a_b', 'Zorro', 'Café'];

/** What a movie can be asked for by, as the API answers it. */
interface Film extends Row {
  readonly id: number;
  readonly likers: readonly number[];
}

let t: TestApp;
let users: TestUser[];
let films: Film[];

const fields = fc.record({
  title: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
  genres: fc.subarray(GENRES, { maxLength: 3 }),
  year: fc.option(fc.integer({ min: 1990, max: 1996 })),
  language: fc.option(fc.constantFrom(...LANGUAGES)),
});
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] =>
  fc.sample(arbitrary, { numRuns, seed: SEED });

/** A third of the movies is edited: what stands beside the genres has to follow. */
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  users = await Promise.all(Array.from({ length: USERS }, () => someUser(t.api)));
  const ids: number[] = [];
  for (const [index, { title, ...film }] of sample(fields, MOVIES).entries()) {
    const input = { title: title.join(' '), ...film };
    ids.push((await someMovie(t.api, users[index % USERS]!, input)).id);
  }
  for (const [index, { title: _, ...film }] of sample(fields, MOVIES / 3).entries()) {
    const { token } = users[(3 * index) % USERS]!;
    const change = [film, { year: film.year }, { language: film.language }][index % 3]!;
    const { status } = await t.api.patch(`/movies/${ids[3 * index]}/`, change, { token });
    if (status !== 200) throw new Error(`PATCH answers ${status}`);
  }
  await t.dataSource.query(
    `INSERT INTO likes (movie_id, user_id)
     SELECT movies.id, users.id FROM movies JOIN users ON (movies.id * 7 + users.id) % (users.id + 2) = 0`,
  );
  // Few points in time: ties are settled by the id.
  await t.dataSource.query(
    `UPDATE movies SET created_at = to_timestamp(1e9 + id * 7919 % 60), updated_at = to_timestamp(2e9 - id % 7)`,
  );
  await t.dataSource.query(
    'UPDATE movie_genres AS link SET created_at = movies.created_at FROM movies WHERE movies.id = movie_id',
  );
  films = await all();
});
afterAll(() => t.close());

/** Every movie as the plain list has it, with who likes it. */
async function all(): Promise<Film[]> {
  const likes: Row[] = await t.dataSource.query('SELECT movie_id, user_id FROM likes');
  const rows: Row[] = [];
  for (let page = 1; rows.length < MOVIES; page += 1) {
    rows.push(...(await t.api.get(`/movies/?page_size=100&page=${page}`)).body.results);
  }
  return rows.map((row) => {
    const own = likes.filter((like) => like['movie_id'] === row['id']);
    return Object.assign(row, { id: row['id'], likers: own.map((like) => like['user_id']) });
  });
}

const plain = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whether a movie passes one filter. */
const PASSES: Record<string, (film: Film, value: any) => boolean> = {
  title: (film, value) => plain(film['title']).includes(plain(value)),
  genre: (film, value: string) => {
    const has = (name: string): boolean =>
      film['genres'].some((genre: string) => genre.toLowerCase() === name.toLowerCase());
    return value.includes('|') ? value.split('|').some(has) : value.split(',').every(has);
  },
  year: (film, value) => film['year'] === value,
  year_min: (film, value) => film['year'] !== null && film['year'] >= value,
  year_max: (film, value) => film['year'] !== null && film['year'] <= value,
  language: (film, value) => film['language'] === value.toLowerCase(),
  creator: (film, value) => film['creator'].id === users[value]!.id,
  liked_by: (film, value) => film.likers.includes(users[value]!.id),
};

const SORTED: Record<string, (film: Film) => string | number | null> = {
  created_at: (film) => film['created_at'],
  updated_at: (film) => film['updated_at'],
  title: (film) => plain(film['title']),
  year: (film) => film['year'],
  like_count: (film) => film['like_count'],
  comment_count: (film) => film['comment_count'],
};

function compare(one: string | number | null, other: string | number | null): number {
  if (one === other) return 0;
  return one! < other! ? -1 : 1;
}

/** Absent values last either way; the id settles ties, in the direction of the last key. */
function inOrder(ordering: readonly string[]): (one: Film, other: Film) => number {
  const keys = ordering.map((name) => ({
    of: SORTED[name.replace('-', '')]!,
    sign: name.startsWith('-') ? -1 : 1,
  }));
  return (one, other) => {
    for (const { of, sign } of keys) {
      const [a, b] = [of(one), of(other)];
      if ((a === null) !== (b === null)) return a === null ? 1 : -1;
      if (a !== b) return sign * compare(a, b);
    }
    return keys.at(-1)!.sign * compare(one.id, other.id);
  };
}

const name = fc.constantFrom(...GENRES, 'drama', 'WESTERN', 'Unknown');
const genre = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom(',', '|'))
  .map(([names, sign]) => names.join(sign));
const manyGenres = fc.constant([...GENRES, ...GENRES.map((known) => `No ${known}`)].join('|'));
const year = fc.integer({ min: 1990, max: 1996 });
const query = fc.record(
  {
    title: fc.constantFrom('a', 'z', 'th', 'alg', 'café', '%', '_', 'alpha of', 'ORRO', 'q'),
    genre: fc.oneof({ weight: 9, arbitrary: genre }, { weight: 1, arbitrary: manyGenres }),
    year,
    year_min: year,
    year_max: year,
    language: fc.constantFrom(...LANGUAGES, 'EN', 'xx'),
    creator: fc.nat(USERS - 1),
    liked_by: fc.nat(USERS - 1),
  },
  { requiredKeys: [] },
);
/** Mostly one to three filters: with more nothing passes. */
const filter = fc
  .tuple(query, fc.shuffledSubarray(Object.keys(PASSES), { minLength: 1, maxLength: 3 }))
  .map(([values, chosen]): Row =>
    Object.fromEntries(Object.entries(values).filter(([key]) => chosen.includes(key))),
  );
const ordering = fc
  .shuffledSubarray(Object.keys(SORTED), { maxLength: 2 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) => fc.boolean().map((descending) => (descending ? `-${key}` : key))),
    ),
  );

/** The parameters of a request; users by their place become ids. */
function parameters(values: Row, order: readonly string[]): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    given.set(key, String(key === 'creator' || key === 'liked_by' ? users[value]!.id : value));
  }
  if (order.length > 0) given.set('ordering', order.join(','));
  return given.toString();
}

const ids = (rows: readonly Row[]): number[] => rows.map((row) => row['id']);

test('any filters in any order answer what a plain look at every movie finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      filter,
      ordering,
      fc.integer({ min: 1, max: 30 }),
      fc.nat(),
      async (values, order, size, somewhere) => {
        const expected = films
          .filter((film) =>
            Object.entries(values).every(([key, value]) => PASSES[key]!(film, value)),
          )
          .toSorted(inOrder(order.length > 0 ? order : ['-created_at']));
        const pages = Math.max(1, Math.ceil(expected.length / size));
        const asked = parameters({ ...values, page_size: size }, order);
        const cursor = await t.api.get(`/movies/?${asked}&cursor=`);
        expect(ids(cursor.body.results)).toEqual(ids(expected.slice(0, size)));
        for (const page of new Set([1, (somewhere % pages) + 1])) {
          const { status, body } = await t.api.get(`/movies/?${asked}&page=${page}`);
          expect([status, body.count]).toEqual([200, expected.length]);
          expect(ids(body.results)).toEqual(ids(expected.slice((page - 1) * size, page * size)));
        }
      },
    ),
    { numRuns: 400, seed: SEED },
  );
});

test.each([
  ['cursor=x&year=x', ['year']],
  ['cursor=&page=1&year=x', ['year']],
  ['page=x&year=x', ['page', 'year']],
  ['page_size=0&page=0&genre=Drama', ['page', 'page_size']],
])(
  '%s: what is wrong by itself is named, all of it, before the place in the list',
  async (asked, wrong) => {
    const { status, body } = await t.api.get(`/movies/?${asked}`);
    const named = body.errors.map(({ field }: { field: string }) => field).sort();
    expect([status, named]).toEqual([400, wrong]);
  },
);
