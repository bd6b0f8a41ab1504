import type { Answer } from '../support/client.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Row = Record<string, any>;

/** Ties in every key, years that are not known, and titles that PostgreSQL or JSON would quote. */
const FILMS: Row[] = [
  { title: 'Alpha', year: 2001, genres: ['Drama'] },
  { title: 'álpha', year: 1999, genres: ['Drama', 'Comedy'] },
  { title: 'ALPHA', genres: ['Comedy'] },
  { title: 'NULL', year: 1999, genres: ['Drama', 'Comedy', 'War'] },
  { title: '{"a\\", }', year: 2001, genres: ['Drama', 'Comedy'] },
  { title: "'; --", genres: ['War', 'Drama'] },
  { title: '👀 映画 \u0001', year: 1920, genres: ['War'] },
  { title: 'Zeta', year: 2020, genres: ['Drama'] },
  { title: '12', year: 1920, genres: ['Comedy', 'Drama'] },
  { title: '\u0301', genres: ['War', 'Comedy'] }, // its key is empty
  { title: '12', year: 2020, genres: ['Drama', 'Comedy'] },
];
const SIZES = [1, 2, 3, 7];

let t: TestApp;
let ann: TestUser;
let bob: TestUser;
let movie: number; // liked and commented on by many
let comment: number; // with many replies
let unseen: number; // liked by nobody, without comments
let ids: number[];

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  [ann, bob] = [await someUser(t.api), await someUser(t.api)];
  ids = [];
  for (const film of FILMS) ids.push((await someMovie(t.api, ann, film)).id);
  movie = ids[4]!;
  const sql = (text: string, values: unknown[] = []): Promise<Row[]> =>
    t.dataSource.query(text, values);
  await sql(`UPDATE movies SET created_at = to_timestamp(1e9 + id / 3)`);
  await sql(`UPDATE movie_genres AS link SET created_at = movies.created_at
    FROM movies WHERE movies.id = movie_id`);
  await sql(`INSERT INTO users (username, email, password_hash)
    SELECT 'liker' || n, n || '@example.org', '' FROM generate_series(1, 8) AS n`);
  await sql(
    `INSERT INTO likes (movie_id, user_id, liked_at)
     SELECT $1::bigint, id, to_timestamp(1e9 + id / 3) FROM users WHERE username <> $3 UNION
     SELECT id, $2, to_timestamp(1e9 + id / 3) FROM movies WHERE id <> $1
     ON CONFLICT DO NOTHING`,
    [movie, ann.id, bob.username],
  );
  unseen = (await someMovie(t.api, await someUser(t.api), { title: 'Unseen', year: 1930 })).id;
  const [first] = await sql(
    `INSERT INTO comments (movie_id, author_id, text, created_at)
     SELECT $1, $2, 'x', to_timestamp(1e9 + n / 3) FROM generate_series(1, 9) AS n RETURNING id`,
    [movie, ann.id],
  );
  comment = first!['id'];
  await sql(
    `INSERT INTO comments (movie_id, author_id, text, created_at, parent_id)
     SELECT $1, $2, 'x', to_timestamp(1e9 + n / 3), $3 FROM generate_series(1, 9) AS n`,
    [movie, ann.id, comment],
  );
  await sql(
    `INSERT INTO sessions (user_id, expires_at)
     SELECT id, now() + interval '1 day' FROM users, generate_series(1, 8) WHERE id IN ($1, $2)`,
    [ann.id, bob.id],
  );
});
afterAll(() => t.close());

const get = (url: string, token: string | undefined = ann.token): Promise<Answer> =>
  t.api.get(url.replace(t.api.origin, ''), { token });
const idsOf = ({ body }: Answer): number[] => body.results.map((row: Row) => row['id']);
const cursorOf = (link: string): string => new URL(link).searchParams.get('cursor')!;
const withParameter = (url: string, name: string, value: string | number): string => {
  const changed = new URL(url, t.api.origin);
  changed.searchParams.set(name, String(value));
  return changed.href;
};

/** Every list, as a path and the parameters that it has beside those of the page. */
const LISTS: [name: string, list: () => string][] = [
  ['all movies', () => '/movies/?'],
  ['movies by title', () => '/movies/?ordering=title&'],
  ['movies by year', () => '/movies/?ordering=year&'],
  ['movies by year, latest first', () => '/movies/?ordering=-year&'],
  ['movies by likes', () => '/movies/?ordering=-like_count&'],
  ['movies by several keys', () => '/movies/?ordering=-year,like_count,-title&'],
  ['movies with filters', () => `/movies/?year_min=1990&creator=${ann.id}&title=a&`],
  ['movies that somebody likes', () => `/movies/?liked_by=${ann.id}&ordering=-updated_at&`],
  ['movies of a genre', () => '/movies/?genre=Drama&'],
  ['movies of a genre by year', () => '/movies/?genre=Drama&ordering=year&'],
  ['movies of two genres', () => '/movies/?genre=Drama,Comedy&'],
  ['movies of either genre', () => '/movies/?genre=War%7CComedy&'],
  [
    'movies by ids',
    () => `/movies/?ids=${[3, 0, 9, 5, 1, 8, 99, 3].map((n) => ids[n] ?? 0).join()}&`,
  ],
  ['movies by ids, ordered', () => `/movies/?ids=${ids.join()}&ordering=comment_count&`],
  ['the genre list', () => '/movies/genre/?genre=drama&'],
  ['the genre list of two', () => '/movies/genre/?genre=Drama,Comedy&ordering=title&'],
  ['likes', () => `/movies/${movie}/like/?`],
  ['comments', () => `/movies/${movie}/comments/?`],
  ['comments, oldest first', () => `/movies/${movie}/comments/?ordering=created_at&`],
  ['replies', () => `/comments/${comment}/replies/?`],
  ['replies, oldest first', () => `/comments/${comment}/replies/?ordering=created_at&`],
  ['own sessions', () => '/me/sessions/?'],
  ['own movies', () => '/me/movies/?'],
  ['own movies by year', () => '/me/movies/?ordering=-year&'],
  ['own likes', () => '/me/likes/?'],
  ['own comments', () => '/me/comments/?'],
  ['own comments, oldest first', () => '/me/comments/?ordering=created_at&'],
];

/** Follows a link of the answers until there is none. */
async function follow(url: string, direction: 'next' | 'previous'): Promise<Answer[]> {
  const slices: Answer[] = [];
  for (let here: string | null = url; here !== null; here = slices.at(-1)!.body[direction]) {
    slices.push(await get(here));
    expect(slices.at(-1)!.status).toBe(200);
    expect(slices.length).toBeLessThan(50); // instead of a walk without end
  }
  return slices;
}

const chunks = (rows: number[], size: number): number[][] =>
  rows.flatMap((_, at) => (at % size === 0 ? [rows.slice(at, at + size)] : []));

describe.each(LISTS)('%s', (_, list) => {
  test('the walk has the rows of the pages, to the end and back', async () => {
    const whole = (await follow(`${list()}page_size=100`, 'next')).flatMap(idsOf);
    expect(whole.length).toBeGreaterThan(3);
    for (const size of SIZES) {
      const pages = chunks(whole, size);
      const there = await follow(`${list()}page_size=${size}&cursor=`, 'next');
      expect([size, there.map(idsOf)]).toEqual([size, pages]);
      expect(there[0]!.body.previous).toBeNull();
      expect(there.map(({ body }) => body.count)).toEqual(there.map(() => null));
      if (pages.length === 1) continue;
      const back = await follow(there.at(-1)!.body.previous, 'previous');
      expect([size, back.map(idsOf)]).toEqual([size, pages.slice(0, -1).toReversed()]);
      if (size !== 2) continue;
      // Whoever turns around in the middle comes to where he was.
      for (const [index, { body }] of back.entries()) {
        expect(idsOf(await get(body.next))).toEqual(pages.at(-1 - index));
      }
    }
  });

  test('page_size may change on the way', async () => {
    const there = await follow(`${list()}cursor=&page_size=4`, 'next');
    const whole = there.flatMap(idsOf);
    const ends = { next: `${list()}cursor=`, previous: there.at(-1)!.body.previous };
    for (const direction of ['next', 'previous'] as const) {
      const rows: number[] = [];
      let here: string | null = ends[direction];
      for (let step = 0; here !== null; step += 1) {
        const slice = await get(withParameter(here, 'page_size', SIZES[step % SIZES.length]!));
        rows.splice(direction === 'next' ? rows.length : 0, 0, ...idsOf(slice));
        here = slice.body[direction];
      }
      const last = direction === 'next' ? 0 : idsOf(there.at(-1)!).length;
      expect(rows).toEqual(whole.slice(0, whole.length - last));
    }
  });

  test('links are absolute, keep the other parameters and stand in Link', async () => {
    const first = await get(`${list()}cursor=&page_size=1`);
    const second = await get(first.body.next);
    for (const { body, headers } of [first, second]) {
      const links = [
        body.next && `<${body.next}>; rel="next"`,
        body.previous && `<${body.previous}>; rel="prev"`,
      ];
      expect(headers.get('link')).toBe(links.filter(Boolean).join(', '));
      const next = body.next && new URL(body.next).searchParams.get('cursor');
      expect(body.next_cursor).toBe(next);
      for (const link of [body.next, body.previous].filter(Boolean)) {
        const [given, made] = [new URL(`${t.api.origin}${list()}page_size=1`), new URL(link)];
        expect([made.origin, made.pathname]).toEqual([t.api.origin, given.pathname]);
        const others = [...made.searchParams].filter(([name]) => name !== 'cursor');
        expect(Object.fromEntries(others)).toEqual(Object.fromEntries(given.searchParams));
        expect(made.searchParams.getAll('cursor')).toEqual([expect.stringMatching(/^[\w-]{17,}$/)]);
      }
    }
    expect(first.body.previous).toBeNull();
    expect(second.body.previous).not.toBeNull();
    expect((await get(`${list()}page=1`)).body).not.toHaveProperty('next_cursor');
  });

  test('HEAD answers as GET does, and a tag spares the body', async () => {
    const { next } = (await get(`${list()}cursor=&page_size=2`)).body;
    const path = next.replace(t.api.origin, '');
    const whole = await get(path);
    const head = await t.api.send('HEAD', path, { token: ann.token });
    const shown = ({ status, headers }: Answer) => [
      status,
      ...['etag', 'link', 'content-type', 'content-length'].map((name) => headers.get(name)),
    ];
    expect(shown(head)).toEqual(shown(whole));
    const tag = whole.headers.get('etag')!;
    expect(tag).toMatch(/^"[^"]+"$/);
    const again = await t.api.get(path, { token: ann.token, headers: { 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get(`${list()}cursor=&page_size=2`)).headers.get('etag')).not.toBe(tag);
  });
});

test.each([
  ['no movie', () => '/movies/?year=1900&'],
  ['no movie of a genre', () => '/movies/genre/?genre=Western&'],
  ['no movie of these ids', () => '/movies/?ids=0&'],
  ['no like', () => `/movies/${unseen}/like/?`],
  ['no comment', () => `/movies/${unseen}/comments/?`],
  ['no reply', () => `/comments/${comment + 1}/replies/?`],
  ['no movie of mine', () => '/me/movies/?'],
  ['no like of mine', () => '/me/likes/?'],
  ['no comment of mine', () => '/me/comments/?'],
])('an empty list: %s', async (_, list) => {
  const { status, body, headers } = await get(`${list()}cursor=`, bob.token);
  expect(status).toBe(200);
  expect(body).toMatchObject({ count: null, next: null, previous: null, results: [] });
  expect(headers.get('link')).toBeNull();
});

test('a list of what is not there is 404 with a cursor too', async () => {
  for (const path of [
    '/movies/999999/like/',
    '/movies/999999/comments/',
    '/comments/999999/replies/',
  ]) {
    expect([path, (await get(`${path}?cursor=`)).status]).toEqual([path, 404]);
  }
});

/** An answer's status and what it complains about. */
const complaint = ({ status, body }: Answer) => [
  status,
  ...(body.errors ?? []).map((error: Row) => error['field']),
];
const REFUSED = [400, 'cursor'];

test('page and cursor exclude each other', async () => {
  const { next } = (await get('/movies/?cursor=&page_size=1')).body;
  for (const url of ['/movies/?cursor=&page=1', '/me/likes/?page=2&cursor', `${next}&page=1`]) {
    expect([url, complaint(await get(url))]).toEqual([url, [400, 'page']]);
  }
});

test('search has no cursor', async () => {
  for (const cursor of ['', 'x']) {
    const answer = await get(`/movies/search/?title=alpha&cursor=${cursor}`);
    expect(complaint(answer)).toEqual(REFUSED);
  }
});

describe('a cursor belongs to its list', () => {
  test('and to no other address', async () => {
    const addresses = new Map(LISTS.map((entry) => [entry[1]().split('?')[0], entry]));
    const lists = [...addresses.values()];
    const taken: string[] = [];
    for (const [, list] of lists)
      taken.push(cursorOf((await get(`${list()}cursor=&page_size=1`)).body.next));
    for (const [to, [name, list]] of lists.entries()) {
      const answers = await Promise.all(taken.map((cursor) => get(`${list()}cursor=${cursor}`)));
      const accepted = answers.flatMap(({ status }, from) => (status === 200 ? [from] : []));
      expect([name, accepted]).toEqual([name, [to]]);
      const others = answers.filter((_, from) => from !== to).map(complaint);
      expect(others).toEqual(others.map(() => REFUSED));
    }
  });

  test.each([
    ['/movies/?genre=Drama&', 'genre=Comedy'],
    ['/movies/?genre=Drama&', 'genre=Drama&year=2001'],
    ['/movies/?year=2001&', 'year=2020'],
    ['/movies/?ordering=year,title&', 'ordering=title,year'],
    ['/movies/?ordering=year&', 'ordering=-year'],
    ['/movies/?year=2001&', ''],
  ])('%s is not %s', async (list, other) => {
    const cursor = cursorOf((await get(`${list}cursor=&page_size=1`)).body.next);
    expect((await get(`${list}cursor=${cursor}`)).status).toBe(200);
    expect(complaint(await get(`/movies/?${other}&cursor=${cursor}`))).toEqual(REFUSED);
  });

  // Both have sessions; an address of the path's letters in % is the same address.
  test.each(['/me/sessions/', '/me/sessions', '/%6De/sessions/', '/m%65/sessions'])(
    "and to whom it was given: another's %s",
    async (path) => {
      const given = await get(`${path}?cursor=&page_size=1`);
      const cursor = cursorOf(given.body.next);
      expect((await get(`${path}?cursor=${cursor}`)).status).toBe(200);
      expect(complaint(await get(`${path}?cursor=${cursor}`, bob.token))).toEqual(REFUSED);
    },
  );

  test("a movie's likes are not another's", async () => {
    const cursor = cursorOf((await get(`/movies/${movie}/like/?cursor=&page_size=1`)).body.next);
    expect(complaint(await get(`/movies/${unseen}/like/?cursor=${cursor}`))).toEqual(REFUSED);
  });

  test('however its address is written, and whoever asks for a public one', async () => {
    const list = 'genre=Drama%7CWar&ordering=-year,title&title=a';
    const { next } = (await get(`/movies/?${list}&cursor=&page_size=2`)).body;
    const rows = idsOf(await get(next));
    expect(rows).toHaveLength(2);
    const cursor = `cursor=${cursorOf(next)}&page_size=2`;
    const written = [
      `/movies?${list}&${cursor}`,
      `/movies/?${cursor}&title=a&ordering=-year,title&genre=Drama%7cWar`,
      `/movies/?title=%61&${cursor}&ordering=%2Dyear%2Ctitle&genre=Drama|War`,
      `/movies?page_size=2&cursor=${cursorOf(next).replaceAll(/./g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}&${list}`,
    ];
    for (const url of written) {
      const slice = await get(url);
      expect([url, slice.status]).toEqual([url, 200]);
      expect([url, idsOf(slice)]).toEqual([url, rows]);
      expect(idsOf(await get(slice.body.previous))).toHaveLength(2);
    }
    for (const token of [undefined, bob.token]) {
      const path = next.replace(t.api.origin, '');
      expect(idsOf(await t.api.get(path, { token }))).toEqual(rows);
    }
  });

  test('on every instance', async () => {
    const { next } = (await get('/movies/?ordering=title&cursor=&page_size=2')).body;
    const { api } = await t.another();
    expect(idsOf(await api.get(next.replace(t.api.origin, '')))).toEqual(idsOf(await get(next)));
  });
});

describe('a cursor that nobody has given out is 400', () => {
  const LIST = '/movies/?ordering=title&page_size=2&';
  const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let cursor: string;
  beforeAll(async () => {
    const { next } = (await get(`${LIST}cursor=`)).body;
    cursor = cursorOf((await get(next)).body.next);
  });
  test('unless nobody has touched it', async () => {
    expect((await get(`${LIST}cursor=${cursor}`)).status).toBe(200);
  });

  /** @param queries what stands for `cursor=…` */
  const refused = async (queries: string[]): Promise<void> => {
    const answers = await Promise.all(queries.map((query) => get(LIST + query)));
    const accepted = answers.map((answer, at) => [queries[at], complaint(answer)]);
    expect(accepted).toEqual(queries.map((query) => [query, REFUSED]));
  };

  // The next sign differs in the last bit alone, which base64 may not need.
  test.each([1, 32, 47])('any one sign changed, by %i', async (by) => {
    const changed = [...cursor].map((sign, at) => {
      const other = SIGNS[(SIGNS.indexOf(sign) + by) % SIGNS.length]!;
      return `cursor=${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
    });
    await refused(changed);
  });

  test('a part of one', async () => {
    const lengths = [...cursor].map((_, at) => at);
    await refused(lengths.slice(1).map((length) => `cursor=${cursor.slice(0, length)}`));
    await refused(lengths.slice(1).map((from) => `cursor=${cursor.slice(from)}`));
  });

  test('what is no cursor at all', async () => {
    const content = JSON.stringify([false, false, 'a', '1']);
    const encoded = Buffer.from(content).toString('base64url');
    const pads = ['=', '==', '%3D', '%3d%3D', '%20', '+', '%0A', '%00', '.', '/'];
    const values = [
      ['null', '0', 'undefined', 'true', '-', '_', "'", 'ü', '%F0%9F%91%80'],
      ['%00', '%0d%0aX:y', '%ED%95%9C', '%25', '%252e'],
      ['{}', '[]', '[false,false]', content, encodeURIComponent(content)],
      [encoded, encoded + 'A'.repeat(16), Buffer.from(content).toString('base64')],
      ['A'.repeat(16), 'A'.repeat(17), 'A'.repeat(5000), 'ü'.repeat(800)],
      [cursor + cursor, cursor + 'A'.repeat(5000), 'A'.repeat(5000) + cursor],
      pads.flatMap((pad) => [cursor + pad, pad + cursor]),
      [cursor.toLowerCase(), cursor.toUpperCase(), [...cursor].toReversed().join('')],
      [`${cursor}&cursor=${cursor}`, `&cursor=${cursor}`, '&cursor='],
    ].flat();
    await refused(values.map((value) => `cursor=${value}`));
  });

  // No parameter can be read then: the address itself is what is wrong.
  test.each(['%', '%zz', '%ff', '%E0%A4', '%C3', '%ud800', '%ED%A0%80', '%c0%80'])(
    'an address that cannot be decoded: %s',
    async (garbage) => {
      for (const value of [garbage, cursor + garbage, garbage + cursor]) {
        const { status, body } = await get(`${LIST}cursor=${value}`);
        expect([value, status]).toEqual([value, 400]);
        expect(body.type).toMatch('/problems/malformed-request/');
      }
    },
  );
});
