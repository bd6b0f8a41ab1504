import fc from 'fast-check';
import { formsOfTitle } from '../../src/movies/title-forms.js';
import { titleKey } from '../../src/movies/title-words.js';
import type { Answer } from '../support/client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Row = Record<string, any>;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  await t.dataSource.query(`INSERT INTO genres (name, folded_name) VALUES ('Any', 'any')`);
  await t.dataSource.query(`INSERT INTO users (username, email, password_hash)
    SELECT 'user' || n, n || '@example.org', '' FROM generate_series(1, 7) AS n`);
});
afterAll(() => t.close());

/** What a movie can be sorted by; times in milliseconds, so few that most are the same. */
interface Film {
  readonly title: string;
  readonly year: number | null;
  readonly created: number;
  readonly updated: number;
  readonly likes: number;
  readonly comments: number;
}

/** Movies by way of SQL: the API lets nobody choose times and counts. */
async function add(films: readonly Film[]): Promise<number[]> {
  const rows: Row[] = await t.dataSource.query(
    `WITH given AS (
       SELECT * FROM json_to_recordset($1) AS given (
         position integer, title text, key text, joined text, terms text[], year smallint,
         created integer, updated integer)
     ), added AS (
       INSERT INTO movies (
         title, title_key, joined_title, title_terms, year, genres, created_at, updated_at)
       SELECT title, key, joined, terms, year, '{Any}', ${time('created')}, ${time('updated')}
       FROM given ORDER BY position RETURNING id
     ) SELECT id FROM added ORDER BY id`,
    [JSON.stringify(films.map((film, position) => ({ position, ...columns(film) })))],
  );
  const ids = rows.map(({ id }) => id as number);
  await count(ids, films);
  return ids;
}

async function change(id: number, film: Film): Promise<void> {
  const { title, key, joined, terms, year, created, updated } = columns(film);
  await t.dataSource.query(
    `UPDATE movies SET title = $2, title_key = $3, joined_title = $4, title_terms = $5, year = $6,
       created_at = ${time('$7::integer')}, updated_at = ${time('$8::integer')} WHERE id = $1`,
    [id, title, key, joined, terms, year, created, updated],
  );
  await t.dataSource.query(
    `UPDATE movie_genres SET created_at = ${time('$2::integer')} WHERE movie_id = $1`,
    [id, created],
  );
  await count([id], [film]);
}

const columns = (film: Film) => ({
  ...film,
  key: titleKey(film.title),
  ...formsOfTitle(film.title),
});
const time = (milliseconds: string): string =>
  `'2026-01-01T00:00Z'::timestamptz + ${milliseconds} * interval '1 ms'`;

const count = (ids: readonly number[], films: readonly Film[]): Promise<unknown> =>
  t.dataSource.query(
    `UPDATE movie_counts AS counts SET like_count = given.likes, comment_count = given.comments
     FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS given (id, likes, comments)
     WHERE movie_id = given.id`,
    [ids, films.map(({ likes }) => likes), films.map(({ comments }) => comments)],
  );

const remove = (ids: readonly number[]): Promise<unknown> =>
  t.dataSource.query('DELETE FROM movies WHERE id = ANY ($1)', [ids]);

async function get(url: string): Promise<Answer['body']> {
  const { status, body, text } = await t.api.get(url.replace(t.api.origin, ''));
  if (status !== 200) throw new Error(`${status} for ${url}: ${text}`);
  return body;
}
const idsOf = (body: Answer['body']): number[] => body.results.map((row: Row) => row['id']);
const sized = (link: string, size: number): string =>
  link.replace(/page_size=\d+/, `page_size=${size}`);

describe('random walks while rows come, go and move', () => {
  const KEYS = ['created_at', 'updated_at', 'title', 'year', 'like_count', 'comment_count'];

  const title = fc.oneof(
    fc.constantFrom('Alpha', 'álpha', 'ALPHA', 'Zeta', '12', 'Null', 'null', '\u0301', '\u{1F440}'),
    fc.constantFrom('"', "'", '\\', '{,}', '\\"', '%', '\u0001', '\uFFFD', '\u{10FFFF}', 'a b'),
    fc.constantFrom('\uFDFA'.repeat(255), '\u0001'.repeat(255)), // the longest keys and cursors
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 4 })
      .filter((text) => !text.includes('\0')),
  );
  const film: fc.Arbitrary<Film> = fc.record({
    title,
    year: fc.constantFrom(null, null, 1999, 2000, 2001),
    created: fc.nat(2),
    updated: fc.nat(2),
    likes: fc.nat(2),
    comments: fc.nat(2),
  });
  const ordering = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
      selector: ([key]) => key,
    })
    .map((keys) => keys.map(([key, descending]) => (descending ? `-${key}` : key)));
  const list = fc.oneof(
    { weight: 4, arbitrary: ordering.map((keys) => ({ query: `ordering=${keys.join()}`, keys })) },
    // The default order, of all and by the index of a genre.
    fc.constantFrom('', 'genre=any').map((query) => ({ query, keys: ['-created_at'] })),
  );
  const write: fc.Arbitrary<Write> = fc.oneof(
    fc.record({ kind: fc.constant('insert'), film, which: fc.nat() }),
    fc.record({ kind: fc.constant('delete'), film, which: fc.nat() }),
    fc.record({ kind: fc.constant('edit'), film, which: fc.nat() }),
  );
  /** What happens before each request, and how many rows that asks for. */
  const steps = fc.array(
    fc.record({ writes: fc.array(write, { maxLength: 3 }), size: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 3, maxLength: 12 },
  );
  const films = fc.array(film, { minLength: 4, maxLength: 14 });
  // Looking for the smallest example must end before Jest does, or the seed is not shown.
  const walks = { numRuns: 120, seed: 20_261_122, interruptAfterTimeLimit: 60_000 };

  test('forward: what stays comes once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(films, list, steps, async (given, { query, keys }, rest) => {
        const stock = await Stock.of(given);
        const first = `/movies/?${query}&page_size=${rest[0]!.size}&cursor=`;
        const read = await walk(first, 'next', rest, stock);
        expectInOrder(read, keys);
        expectAllOf(stock, read);
      }),
      walks,
    );
  });

  test('backward: the same, turned around', async () => {
    await fc.assert(
      fc.asyncProperty(films, list, steps, fc.nat(), async (given, { query, keys }, rest, left) => {
        const stock = await Stock.of(given);
        // A first slice that leaves one row or more: the second has the end of the list.
        const size = 1 + (left % (given.length - 1));
        const { next } = await get(`/movies/?${query}&page_size=${size}&cursor=`);
        const end = await get(sized(next, 100));
        expect(end.next).toBeNull();
        const read = await walk(end.previous, 'previous', rest, stock);
        read.unshift(...end.results.toReversed());
        expectInOrder(read.toReversed(), keys);
        expectAllOf(stock, read);
      }),
      walks,
    );
  });

  /** Follows a link to its end, writing between; answers the rows as they were when read. */
  async function walk(
    from: string,
    direction: 'next' | 'previous',
    rest: readonly { writes: readonly Write[]; size: number }[],
    stock: Stock,
  ): Promise<Row[]> {
    const read: Row[] = [];
    let here: string | null = from;
    for (let step = 0; here !== null; step += 1) {
      const { writes, size } = rest[step] ?? { writes: [], size: 3 };
      // Before the first request there would be nothing that a write could disturb.
      for (const one of step > 0 || direction === 'previous' ? writes : []) await stock.apply(one);
      const body: Answer['body'] = await get(sized(here, size));
      expect(body.count).toBeNull();
      expect(body.results.length).toBeLessThanOrEqual(size);
      read.push(...(direction === 'next' ? body.results : body.results.toReversed()));
      here = body[direction];
      if (here !== null) expect(body.results).toHaveLength(size);
    }
    return read;
  }

  /** As this is about rows when they were read, none comes twice unless it was moved. */
  function expectInOrder(read: readonly Row[], keys: readonly string[]): void {
    const wrong = read.filter((row, at) => at > 0 && inOrder(read[at - 1]!, row, keys) >= 0);
    expect(wrong).toEqual([]);
  }

  function expectAllOf(stock: Stock, read: readonly Row[]): void {
    const met = read.map(({ id }) => id as number).filter((id) => stock.untouched.has(id));
    expect(met.toSorted((one, other) => one - other)).toEqual([...stock.untouched]);
  }

  /** Negative: in this order, by the rows' JSON. */
  function inOrder(one: Row, other: Row, keys: readonly string[]): number {
    for (const key of [...keys, keys.at(-1)!.startsWith('-') ? '-id' : 'id']) {
      const [a, b] = [valueOf(one, key), valueOf(other, key)];
      if (a === b) continue;
      if (a === null || b === null) return a === null ? 1 : -1; // last either way
      return compare(a, b) * (key.startsWith('-') ? -1 : 1);
    }
    return 0;
  }

  const valueOf = (row: Row, key: string): any => {
    const name = key.replace('-', '');
    return name === 'title' ? titleKey(row['title']) : row[name];
  };

  /** Bytes, as PostgreSQL's collation C has them. */
  const compare = (one: any, other: any): number =>
    typeof one === 'string'
      ? Buffer.compare(Buffer.from(one), Buffer.from(other))
      : Math.sign(one - other);
});

/** A list of seven rows, and how some of them go. */
interface Vanishing {
  readonly path: string;
  readonly remove: (ids: readonly number[]) => Promise<unknown>;
}

const YEARS = [2001, null, 1999, 2001, null, 1999, 2020];

/** Seven movies with ties in every key. */
const seven = (): Promise<number[]> =>
  add(
    YEARS.map((year, at) => ({
      title: ['Alpha', 'álpha', 'Zeta'][at % 3]!,
      year,
      created: at >> 1,
      updated: 0,
      likes: at % 3,
      comments: 0,
    })),
  );

const movieList = (query: string) => async (): Promise<Vanishing> => {
  await t.dataSource.query('DELETE FROM movies');
  await seven();
  return { path: `/movies/?${query}&`, remove };
};

async function likeList(): Promise<Vanishing> {
  const [movie] = await seven();
  await t.dataSource.query(
    `INSERT INTO likes (movie_id, user_id, liked_at)
     SELECT $1::bigint, id, ${time('(id / 2)')} FROM users`,
    [movie],
  );
  const text = `DELETE FROM likes WHERE movie_id = ${movie} AND user_id = ANY ($1)`;
  return { path: `/movies/${movie}/like/?`, remove: (ids) => t.dataSource.query(text, [ids]) };
}

const commentList = (ordering: string) => async (): Promise<Vanishing> => {
  const [movie] = await seven();
  await t.dataSource.query(
    `INSERT INTO comments (movie_id, author_id, text, created_at)
     SELECT $1::bigint, id, 'x', ${time('(id / 2)')} FROM users`,
    [movie],
  );
  return {
    path: `/movies/${movie}/comments/?ordering=${ordering}&`,
    remove: (ids) => t.dataSource.query('DELETE FROM comments WHERE id = ANY ($1)', [ids]),
  };
};

describe.each([
  ['movies', movieList('')],
  ['movies of a genre', movieList('genre=any')],
  ['movies by year', movieList('ordering=year')],
  ['movies by year, latest first', movieList('ordering=-year')],
  ['movies by likes', movieList('ordering=-like_count')],
  ['movies by several keys', movieList('ordering=-year,like_count,-title')],
  ['likes', likeList],
  ['comments', commentList('-created_at')],
  ['comments, oldest first', commentList('created_at')],
])('rows that go: %s', (_, make) => {
  /** Both sides of every place in the list: the rows there, and links that lead to them. */
  const places = async (test_: (place: Place) => Promise<void>): Promise<void> => {
    for (let at = 1; at < YEARS.length; at += 1) {
      const { path, remove: removeFrom } = await make();
      const first = await get(`${path}cursor=&page_size=${at}`);
      const second = await get(sized(first.next, 100));
      const [before, after] = [idsOf(first), idsOf(second)];
      expect([before.length, after.length]).toEqual([at, YEARS.length - at]);
      expect(second.next).toBeNull();
      const links = { next: first.next, previous: second.previous };
      await test_({ ...links, before, after, remove: removeFrom });
    }
  };

  test('the row at the cursor', () =>
    places(async ({ next, previous, before, after, remove: removeFrom }) => {
      await removeFrom([before.at(-1)!]);
      const onwards = await get(sized(next, 100));
      expect([idsOf(onwards), onwards.next]).toEqual([after, null]);
      expect(idsOf(await get(sized(onwards.previous, 100)))).toEqual(before.slice(0, -1));

      await removeFrom([after[0]!]);
      const back = await get(sized(previous, 100));
      expect([idsOf(back), back.previous]).toEqual([before.slice(0, -1), null]);
      expect(idsOf(await get(back.next))).toEqual(after.slice(1));
    }));

  test('all that follow: an empty page, and the way back', () =>
    places(async ({ next, before, after, remove: removeFrom }) => {
      await removeFrom(after);
      const nothing = await get(next);
      expect([nothing.results, nothing.next]).toEqual([[], null]);
      expect(idsOf(await get(sized(nothing.previous, 100)))).toEqual(before);
      expect(await walkIds(sized(nothing.previous, 2), 'previous')).toEqual(before);

      await removeFrom(before.slice(-1)); // the one at the cursor too
      expect(await walkIds(nothing.previous, 'previous')).toEqual(before.slice(0, -1));
    }));

  test('all that precede: an empty page, and the way on', () =>
    places(async ({ previous, before, after, remove: removeFrom }) => {
      await removeFrom(before);
      const nothing = await get(previous);
      expect([nothing.results, nothing.previous]).toEqual([[], null]);
      expect(idsOf(await get(sized(nothing.next, 100)))).toEqual(after);
      expect(await walkIds(sized(nothing.next, 2), 'next')).toEqual(after);

      await removeFrom(after.slice(0, 1));
      expect(await walkIds(nothing.next, 'next')).toEqual(after.slice(1));
    }));

  test('all of them: both ways end', () =>
    places(async ({ next, previous, before, after, remove: removeFrom }) => {
      await removeFrom([...before, ...after]);
      for (const [link, direction, other] of [
        [next, 'next', 'previous'],
        [previous, 'previous', 'next'],
      ] as const) {
        const nothing = await get(link);
        expect([nothing.results, nothing[direction]]).toEqual([[], null]);
        const turned = await get(nothing[other]);
        expect([turned.results, turned[other]]).toEqual([[], null]);
      }
    }));
});

interface Place extends Pick<Vanishing, 'remove'> {
  readonly before: number[];
  readonly after: number[];
  readonly next: string;
  readonly previous: string;
}

/** The ids on the way to the end or the beginning, in the order of the list. */
async function walkIds(from: string, direction: 'next' | 'previous'): Promise<number[]> {
  const ids: number[] = [];
  for (let here: string | null = from; here !== null;) {
    const body: Answer['body'] = await get(here);
    ids.splice(direction === 'next' ? ids.length : 0, 0, ...idsOf(body));
    here = body[direction];
  }
  return ids;
}

interface Write {
  readonly kind: string;
  readonly film: Film;
  readonly which: number;
}

/** The movies that there are: writes to them, and keeps account of those left alone. */
class Stock {
  readonly untouched: Set<number>;

  private constructor(private readonly present: number[]) {
    this.untouched = new Set(present);
  }

  static async of(films: readonly Film[]): Promise<Stock> {
    await t.dataSource.query('DELETE FROM movies');
    return new Stock(await add(films));
  }

  async apply({ kind, film, which }: Write): Promise<void> {
    if (kind === 'insert') {
      this.present.push(...(await add([film])));
    } else if (this.present.length > 0) {
      const at = which % this.present.length;
      const id = this.present[at]!;
      this.untouched.delete(id);
      if (kind === 'edit') return change(id, film);
      this.present.splice(at, 1);
      await remove([id]);
    }
  }
}
