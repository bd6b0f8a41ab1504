import pg from 'pg';
import { someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { BESIDE, restBackground } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Row = Record<string, any>;

/** Ties in every key, and years that are not known. */
const FILMS: Row[] = [
  { title: 'Alpha', year: 2001, genres: ['Drama'], language: 'en', imdb_id: 'tt0000001' },
  { title: 'álpha', year: 1999, genres: ['Drama', 'Comedy'], language: 'fr' },
  { title: 'ALPHA', genres: ['Comedy'], language: 'en' },
  { title: 'Beta 100%', year: 1999, genres: ['Drama', 'Comedy', 'War'], language: 'de' },
  { title: 'beta_two', year: 2001 },
  { title: 'Ömega', genres: ['Épique'], language: 'en' },
  { title: 'Alphabet', year: 1920, genres: ['War'] },
  { title: 'Zeta', year: 2020, genres: ['Drama'], language: 'en' },
  { title: '12', year: 1920, genres: ['İzlenim'] },
  { title: 'Who? Me?', genres: ['War', 'Comedy'] },
  { title: '12', year: 2020, genres: ['ΔΡΑΜΑΣ'], language: 'en' },
];

let t: TestApp;
let ann: TestUser;
let bob: TestUser;
let movies: Row[];

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  [ann, bob] = [await someUser(t.api), await someUser(t.api)];
  for (const [index, film] of FILMS.entries()) {
    const { id } = await someMovie(t.api, index % 3 ? ann : bob, film);
    if (index % 2) await t.api.post(`/movies/${id}/like/`, undefined, { token: ann.token });
    if (index % 4 === 1) await t.api.post(`/movies/${id}/like/`, undefined, { token: bob.token });
    for (let left = index % 3; left > 0; left -= 1) await someComment(t.api, bob, id);
  }
  await t.dataSource.query(
    `UPDATE movies SET created_at = to_timestamp(1e9 + id / 2), updated_at = to_timestamp(2e9 - id % 4)`,
  );
  await t.dataSource.query(
    'UPDATE movie_genres AS link SET created_at = movies.created_at FROM movies WHERE movies.id = movie_id',
  );
  movies = (await get('page_size=100&ordering=created_at')).results;
});
afterAll(() => t.close());

const get = async (query: string, path = '/movies/'): Promise<Row> => {
  const { status, body } = await t.api.get(`${path}?${query}`);
  return { status, ...body };
};
const titles = async (query: string): Promise<string[]> =>
  (await get(query)).results.map((row: Row) => row['title']).toSorted();
const ids = (rows: Row[]): number[] => rows.map((row) => row['id']);
const numberedPage = (one: number, other: number): number => one - other;

/** Follows `next` to the end; every page's `previous` leads back. */
async function walk(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let here: string | null = path;
  for (let before: string | null = null; here !== null;) {
    const { status, body } = await t.api.get(here.replace(t.api.origin, ''));
    expect(status).toBe(200);
    if (before !== null) {
      const back = await t.api.get(body.previous.replace(t.api.origin, ''));
      expect(ids(back.body.results)).toEqual(ids(rows.slice(-back.body.results.length)));
    } else expect(body.previous).toBeNull();
    rows.push(...body.results);
    [before, here] = [here, body.next];
  }
  return rows;
}

/** What a key sorts by; titles without case and diacritics. */
const valueOf = (row: Row, key: string): any =>
  key === 'title'
    ? row['title'].normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
    : row[key];

/** Whether two neighbours stand in the order asked for. */
function inOrder(one: Row, other: Row, ordering: string): boolean {
  for (const part of ordering.split(',')) {
    const [a, b] = [one, other].map((row) => valueOf(row, part.replace('-', '')));
    if (a === b) continue;
    if (a === null || b === null) return b === null; // absent values are last either way
    return part.startsWith('-') ? a > b : a < b;
  }
  return true;
}

describe('ordering', () => {
  const KEYS = ['created_at', 'updated_at', 'title', 'year', 'like_count', 'comment_count'];
  const ORDERINGS = [
    ...KEYS.flatMap((key) => [key, `-${key}`]),
    '-like_count,title',
    'year,-title',
    '-year,comment_count,-like_count',
  ];

  test.each(ORDERINGS)(
    '%s: every row once and in order, over pages of any size',
    async (ordering) => {
      const whole = await walk(`/movies/?ordering=${ordering}&page_size=100`);
      const unordered = whole.filter(
        (row, at) => at > 0 && !inOrder(whole[at - 1]!, row, ordering),
      );
      expect(unordered).toEqual([]);
      expect(ids(whole).toSorted(numberedPage)).toEqual(ids(movies).toSorted(numberedPage));
      for (const size of [1, 4]) {
        expect(ids(await walk(`/movies/?page_size=${size}&ordering=${ordering}`))).toEqual(
          ids(whole),
        );
      }
      const dramas = whole.filter((row) => row['genres'].includes('Drama'));
      for (const path of ['/movies/genre/', '/movies/']) {
        const walked = await walk(`${path}?genre=drama&page_size=3&ordering=${ordering}`);
        expect(ids(walked)).toEqual(ids(dramas));
      }
    },
  );

  test('is -created_at where nothing else is asked for', async () => {
    const expected = ids(await walk('/movies/?ordering=-created_at'));
    expect(ids(await walk('/movies/?page_size=3'))).toEqual(expected);
  });

  test('of an unknown key, or of one twice, is 400', async () => {
    for (const ordering of ['director', '--year', 'year,-year']) {
      const { status, errors } = await get(`ordering=${ordering}`);
      expect([ordering, status, errors?.[0].field]).toEqual([ordering, 400, 'ordering']);
    }
  });
});

describe('filters', () => {
  test.each([
    ['title=ALPHA', ['ALPHA', 'Alpha', 'Alphabet', 'álpha']],
    ['title=Álphab', ['Alphabet']],
    ['title=omega', ['Ömega']],
    ['title=%25', ['Beta 100%']],
    ['title=_', ['beta_two']],
    ['year=1999', ['Beta 100%', 'álpha']],
    ['year_min=2001', ['12', 'Alpha', 'Zeta', 'beta_two']],
    ['year_max=1920', ['12', 'Alphabet']],
    ['year_min=1999&year_max=2001', ['Alpha', 'Beta 100%', 'beta_two', 'álpha']],
    ['year_min=2001&year_max=1999', []],
    ['language=en', ['12', 'ALPHA', 'Alpha', 'Zeta', 'Ömega']],
    ['imdb_id=tt0000001', ['Alpha']],
    ['imdb_id=tt9999999', []],
    ['genre=COMEDY', ['ALPHA', 'Beta 100%', 'Who? Me?', 'álpha']],
    ['genre=épique', ['Ömega']],
    ['genre=ÉPIQUE', ['Ömega']],
    ['genre=İzlenim', ['12']],
    ['genre=ΔΡΑΜΑΣ', ['12']],
    ['genre=Drama,comedy', ['Beta 100%', 'álpha']],
    ['genre=Drama,Comedy,Drama,War', ['Beta 100%']],
    ['genre=Drama|WAR', ['Alpha', 'Alphabet', 'Beta 100%', 'Who? Me?', 'Zeta', 'álpha']],
    ['genre=Western', []],
    ['genre=Western,Drama', []],
    ['genre=Western|Épique', ['Ömega']],
    ['genre=Comedy&language=en', ['ALPHA']],
    ['genre=War|Drama&year_max=1999&title=alpha&language=fr', ['álpha']],
    ['creator=999999', []],
    ['liked_by=0', []],
  ])('%s', async (query, expected) => {
    const { status, count } = await get(query);
    expect([status, count]).toEqual([200, expected.length]);
    expect(await titles(query)).toEqual(expected);
  });

  test('creator and liked_by, alone and together', async () => {
    const of = (index: number) => FILMS[index]!['title'] as string;
    expect(await titles(`creator=${bob.id}`)).toEqual([0, 3, 6, 9].map(of).toSorted());
    expect(await titles(`liked_by=${bob.id}`)).toEqual([1, 5, 9].map(of).toSorted());
    expect(await titles(`liked_by=${ann.id}&creator=${bob.id}`)).toEqual([of(3), of(9)].toSorted());
    expect(await titles(`liked_by=${bob.id}&creator=${ann.id}&year=1999`)).toEqual([of(1)]);
  });

  test('ids come in the order asked, without unknown ones, unless ordering says otherwise', async () => {
    const [a, b, c] = ids(movies) as [number, number, number];
    const asked = `ids=${c},999999,${a},0,${'9'.repeat(30)},${b},${c}`;
    const { count, results } = await get(asked);
    expect([count, ids(results)]).toEqual([3, [c, a, b]]);
    expect(ids(await walk(`/movies/?${asked}&page_size=1`))).toEqual([c, a, b]);
    expect(ids((await get(`${asked}&ordering=-created_at,-year`)).results)[2]).toBe(a);
    expect(ids((await get(`${asked}&creator=${bob.id}`)).results)).toEqual([a]);
  });

  test('the original genre list', async () => {
    const path = '/movies/genre/';
    expect(await get('genre=DRAMA,comedy&ordering=year', path)).toMatchObject({ count: 2 });
    expect(await get('genre=Western', path)).toMatchObject({ status: 200, count: 0, results: [] });
    for (const query of [
      '',
      'genre=',
      'genre=%20%20',
      'genre=Drama,War|Comedy',
      'genre=Drama&year=1',
    ]) {
      expect([query, (await get(query, path)).status]).toEqual([query, 400]);
    }
    expect((await get('genre=Drama,War|Comedy')).errors[0].field).toBe('genre');
  });
});

describe('pages', () => {
  test('have the links in the body and in the Link header, with all other parameters', async () => {
    const others = 'genre=Drama%7CWar&page_size=2&ordering=-year,title&title=a';
    const { body, headers } = await t.api.get(`/movies?page=2&${others}`);
    const parts = (link: string) => [
      link.split('?')[0],
      Object.fromEntries(new URL(link).searchParams),
    ];
    const expected = (page: number) => parts(`${t.api.origin}/movies/?${others}&page=${page}`);
    expect([body.next, body.previous].map(parts)).toEqual([expected(3), expected(1)]);
    expect(headers.get('link')!.split(', ').toSorted()).toEqual(
      [`<${body.next}>; rel="next"`, `<${body.previous}>; rel="prev"`].toSorted(),
    );
    const only = await t.api.get('/movies/?page_size=100');
    expect(only.body).toMatchObject({ next: null, previous: null });
    expect(only.headers.get('link')).toBeNull();
  });

  test.each([
    ['escaped', `title=${encodeURIComponent('? & why? + 1')}`],
    ['with + for a blank', 'genre=r%26b+%2b+100%25'],
    ['with a ?, which a query may have', 'title=why?'],
  ])('keep parameters in their links: %s', async (_, query) => {
    const odd = { title: 'What? & Why? + 100%', genres: ['R&B + 100%'] };
    for (const film of [odd, odd]) await someMovie(t.api, bob, film);
    const rows = ids((await get(query)).results);
    expect(rows.length).toBeGreaterThan(1);
    expect(ids(await walk(`/movies/?page_size=1&${query}`))).toEqual(rows);
    expect(ids(await walk(`/movies/?${query}&page_size=1`))).toEqual(rows);
  });

  const nothing = { status: 200, count: 0, next: null, previous: null, results: [] };
  test.each<[string, object]>([
    ['year=1900', nothing],
    ['year=1900&page=1', nothing],
    ['year=1900&page=2', { status: 404 }],
    ['genre=Drama&page_size=2&page=2', { status: 200, count: 4, next: null }],
    ['genre=Drama&page_size=2&page=3', { status: 404 }],
    [`genre=Drama&page=${'9'.repeat(30)}`, { status: 404 }],
    ...['page=0', 'page=-1', 'page=x', 'page_size=0', 'page_size=101', 'page=1&page=2'].map(
      (query): [string, object] => [query, { status: 400 }],
    ),
  ])('%s', async (query, expected) => {
    expect(await get(query)).toMatchObject(expected);
  });
});

describe('many movies', () => {
  const everyId = async () => ids(await walk(`/movies/?creator=${ann.id}&page_size=100`));
  const make = (index: number) =>
    someMovie(t.api, ann, { genres: index % 2 ? ['Crowd'] : ['Crowd', 'Odd'] });
  beforeAll(async () => {
    for (let index = 0; index < 100; index += 1) await make(index);
  });

  test('counts are exact after creates, changes and deletes at once', async () => {
    const old = (await everyId()).slice(0, 45);
    const options = { token: ann.token };
    const answers = await Promise.all([
      ...old.slice(0, 30).map((id) => t.api.delete(`/movies/${id}/`, options)),
      ...Array.from({ length: 30 }, (_, index) => make(index)),
      ...old.slice(30).map((id) => t.api.patch(`/movies/${id}/`, { genres: ['Odd'] }, options)),
    ]);
    expect(answers.map(({ status }) => status ?? 201).toSorted(numberedPage)).toEqual(
      [200, 201, 204].flatMap((status) => Array(status === 200 ? 15 : 30).fill(status)),
    );
    const [exact] = await t.dataSource.query(`SELECT count(*) AS all,
      count(*) FILTER (WHERE 'Crowd' = ANY (genres)) AS crowd,
      count(*) FILTER (WHERE 'Odd' = ANY (genres)) AS odd FROM movies`);
    const counted = async (query: string) => (await get(query)).count;
    expect({
      all: await counted(''),
      crowd: await counted('genre=crowd'),
      odd: await counted('genre=odd'),
    }).toEqual(exact);
  });

  test('a hundred come in one call, in the order asked; more are refused', async () => {
    const asked = (await everyId()).slice(0, 100).toSorted((one, other) => (one % 7) - (other % 7));
    const { count, next, results } = await get(`ids=${asked.join()}`);
    expect([count, next, ids(results)]).toEqual([100, null, asked]);
    expect((await get(`ids=${asked.join()},999999`)).status).toBe(400);
  });

  test('a page is one statement however long it is, and so is a movie', async () => {
    await restBackground(t.dataSource);
    const statements = async (path: string, token?: string): Promise<number> => {
      const query = jest.spyOn(pg.Client.prototype, 'query');
      try {
        expect((await t.api.get(path, { token })).status).toBe(200);
        return query.mock.calls.filter(
          ([sent]) => !BESIDE.test((sent as unknown as pg.QueryConfig).text),
        ).length;
      } finally {
        query.mockRestore();
      }
    };
    const lists = ['?', '?genre=Crowd&', '?title=movie&ordering=-like_count&', 'genre/?genre=odd&'];
    for (const list of [...lists, 'search/?title=movie&']) {
      for (const size of [1, 100])
        expect(await statements(`/movies/${list}page_size=${size}`)).toBe(1);
      const one = await statements(`/movies/${list}page_size=1`, ann.token);
      expect(await statements(`/movies/${list}page_size=100`, ann.token)).toBe(one);
    }
    expect(await statements(`/movies/${(await everyId())[0]}/`)).toBe(1);
  });
});

// Last: Passport knows one application in a process, so the one above can sign nobody in after this.
describe('links start where the client knows the API', () => {
  const headers = { 'x-forwarded-host': 'films.example.org', 'x-forwarded-proto': 'https' };
  const trustProxy = ['loopback'];
  const publicUrl = 'https://public.example.org/api';

  test.each([
    ['the address asked, whatever X-Forwarded-* says', {}, undefined],
    ['what a trusted proxy says', { trustProxy }, 'https://films.example.org'],
    ['PUBLIC_URL', { publicUrl }, publicUrl],
    ['PUBLIC_URL rather than what a proxy says', { publicUrl, trustProxy }, publicUrl],
  ])('%s', async (_, config, configured) => {
    const other = await startTestApp(config);
    const start = configured ?? other.api.origin;
    const user = await someUser(other.api);
    await someMovie(other.api, user);
    const options = { headers, token: user.token };
    const created = await other.api.post('/movies/', { title: 'New' }, options);
    const list = await other.api.get('/movies/?page_size=1', options);
    await other.close();
    expect(created.headers.get('location')).toBe(`${start}/movies/${created.body.id}/`);
    expect(created.body.url).toBe(`${start}/movies/${created.body.id}/`);
    expect(list.body.next).toBe(`${start}/movies/?page_size=1&page=2`);
    expect(list.headers.get('link')).toBe(`<${list.body.next}>; rel="next"`);
  });
});
