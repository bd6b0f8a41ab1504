import type { Answer } from '../support/client.js';
import { someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Row = Record<string, any>;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());

const like = ({ token }: TestUser, id: number) =>
  t.api.post(`/movies/${id}/like/`, undefined, { token });
const unlike = ({ token }: TestUser, id: number) => t.api.delete(`/movies/${id}/like/`, { token });
const removeMovie = ({ token }: TestUser, id: number) => t.api.delete(`/movies/${id}/`, { token });
const removeComment = ({ token }: TestUser, id: number) =>
  t.api.delete(`/comments/${id}/`, { token });
const own = async ({ token }: TestUser, list: string, query = ''): Promise<Row> => {
  const { status, body } = await t.api.get(`/me/${list}/${query}`, { token });
  return { status, ...body };
};
const ids = (rows: Row[]): number[] => rows.map((row) => row['id']);

describe('/users/{id}/', () => {
  const profile = async (id: number | string): Promise<Answer> => t.api.get(`/users/${id}/`);
  const counts = async ({ id }: TestUser): Promise<number[]> => {
    const { body } = await profile(id);
    return [body.movie_count, body.like_count, body.comment_count];
  };

  test('has name, age and counts, and neither address nor role, whoever asks', async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [user.id]);
    const { created_at } = (await t.api.get('/me/', { token: user.token })).body;
    for (const token of [undefined, other.token, user.token]) {
      const { status, body } = await t.api.get(`/users/${user.id}/`, { token });
      expect(status).toBe(200);
      expect(body).toEqual({
        id: user.id,
        username: user.username,
        created_at,
        movie_count: 0,
        like_count: 0,
        comment_count: 0,
      });
    }
    const username = `${user.username}.new`;
    await t.api.patch('/me/', { username }, { token: user.token });
    expect((await profile(user.id)).body.username).toBe(username);
  });

  test('counts are exact after everything that changes them', async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    const mine: number[] = [];
    for (let index = 0; index < 3; index += 1) mine.push((await someMovie(t.api, user)).id);
    const theirs = (await someMovie(t.api, other)).id;
    expect(await counts(user)).toEqual([3, 0, 0]);

    for (const id of [...mine, theirs, theirs]) await like(user, id);
    await like(other, mine[0]!); // whose like it is counts, not whose movie
    expect([await counts(user), await counts(other)]).toEqual([
      [3, 4, 0],
      [1, 1, 0],
    ]);
    await unlike(user, mine[0]!);
    await unlike(user, mine[0]!);
    expect(await counts(user)).toEqual([3, 3, 0]);

    const [alone, answered, onMine] = [
      await someComment(t.api, user, theirs),
      await someComment(t.api, user, theirs),
      await someComment(t.api, user, mine[1]!),
    ];
    const reply = await someComment(t.api, other, theirs, { parent_id: answered.id });
    await someComment(t.api, user, theirs, { parent_id: answered.id });
    await someComment(t.api, user, mine[1]!, { parent_id: onMine.id });
    expect([await counts(user), await counts(other)]).toEqual([
      [3, 3, 5],
      [1, 1, 1],
    ]);
    await removeComment(user, alone.id);
    await removeComment(user, answered.id); // leaves a tombstone, which is nobody's
    expect(await counts(user)).toEqual([3, 3, 3]);
    await removeComment(other, reply.id);
    expect([await counts(user), await counts(other)]).toEqual([
      [3, 3, 3],
      [1, 1, 0],
    ]);

    await removeMovie(user, mine[1]!); // its like, its comment and the reply go as well
    expect(await counts(user)).toEqual([2, 2, 1]);
    await removeMovie(other, theirs);
    expect([await counts(user), await counts(other)]).toEqual([
      [2, 1, 0],
      [0, 1, 0],
    ]);
    await removeMovie(user, mine[0]!);
    expect([await counts(user), await counts(other)]).toEqual([
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });

  test.each(
    '999999 0 -1 1.5 1e3 01 +1 x me %00 1%00 %20 9007199254740993 9223372036854775808'.split(' '),
  )('%s is 404', async (id) => {
    expect((await profile(id)).status).toBe(404);
  });

  test('with a dead token is 401, like everything else', async () => {
    const user = await someUser(t.api);
    await t.api.post('/logout/', undefined, { token: user.token });
    expect((await t.api.get(`/users/${user.id}/`, { token: user.token })).status).toBe(401);
    expect((await profile(user.id)).status).toBe(200);
  });
});

describe('/me/movies/', () => {
  test("has one's own, in any order, and nobody else's", async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    const made: number[] = [];
    for (const [title, year] of [
      ['B', 2000],
      ['C', 1990],
      ['A', 2000],
    ] as const) {
      made.push((await someMovie(t.api, user, { title, year })).id);
      await someMovie(t.api, other, { title, year });
    }
    const [b, c, a] = made as [number, number, number];
    await like(other, c);
    const orders: [string, number[]][] = [
      ['', [a, c, b]],
      ['?ordering=-created_at', [a, c, b]],
      ['?ordering=created_at', [b, c, a]],
      ['?ordering=title', [a, b, c]],
      ['?ordering=-title', [c, b, a]],
      ['?ordering=year,-title', [c, b, a]],
      ['?ordering=-like_count,title', [c, a, b]],
      ['?cursor=&ordering=title', [a, b, c]],
    ];
    for (const [query, expected] of orders) {
      const { status, count, results } = await own(user, 'movies', query);
      expect([query, status, ids(results)]).toEqual([query, 200, expected]);
      expect(count).toBe(query.includes('cursor') ? null : 3);
    }
    const { results } = await own(user, 'movies');
    const listed = await t.api.get(`/movies/?creator=${user.id}`, { token: user.token });
    expect(results).toEqual(listed.body.results);
    const { next } = await own(user, 'movies', '?page_size=2&ordering=title');
    const rest = await t.api.get(next.replace(t.api.origin, ''), { token: user.token });
    expect(ids(rest.body.results)).toEqual([c]);
    expect((await own(user, 'movies', '?ordering=director')).status).toBe(400);
    await removeMovie(user, c);
    expect(ids((await own(user, 'movies')).results)).toEqual([a, b]);
  });
});

describe('/me/likes/', () => {
  test('has the movies that one likes and since when, the latest liked first', async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    const movies: number[] = [];
    for (let index = 0; index < 5; index += 1) movies.push((await someMovie(t.api, other)).id);
    const [m0, m1, m2, m3, m4] = movies as [number, number, number, number, number];
    for (const id of [m3, m0, m4, m1]) await like(user, id);
    for (const id of [m2, m0]) await like(other, id);
    await like(user, m3); // again: it was liked first
    const { count, results } = await own(user, 'likes');
    expect([count, ids(results)]).toEqual([4, [m1, m4, m0, m3]]);
    const times = results.map((row: Row) => row['liked_at']);
    expect(times).toEqual(times.toSorted().reverse());
    for (const { liked_at, ...row } of results) {
      const shown = (await t.api.get(`/movies/${row.id}/`, { token: user.token })).body;
      expect(row).toEqual({ ...shown, liked_by_me: true });
      const likers = (await t.api.get(`/movies/${row.id}/like/`)).body.results;
      expect(likers.find(({ id }: Row) => id === user.id).liked_at).toBe(liked_at);
    }
    expect(results[2]).toMatchObject({ like_count: 2, creator: { id: other.id } });

    await unlike(user, m4);
    await removeMovie(other, m0);
    expect(ids((await own(user, 'likes')).results)).toEqual([m1, m3]);
    await unlike(user, m3);
    await like(user, m3); // now it is the latest
    expect(ids((await own(user, 'likes')).results)).toEqual([m3, m1]);
    expect(ids((await own(other, 'likes')).results)).toEqual([m2]);
  });

  test('comes in pages and slices', async () => {
    const user = await someUser(t.api);
    const movies: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      movies.unshift((await someMovie(t.api, user)).id);
      await like(user, movies[0]!);
    }
    await t.dataSource.query('UPDATE likes SET liked_at = now() WHERE user_id = $1', [user.id]);
    for (const start of ['?page_size=2', '?page_size=2&cursor=']) {
      const walked: number[] = [];
      let here: string | null = `/me/likes/${start}`;
      while (here !== null) {
        const { body } = await t.api.get(here, { token: user.token });
        walked.push(...ids(body.results));
        here = body.next && body.next.replace(t.api.origin, '');
      }
      expect(walked).toEqual(movies); // all at the same instant: the id settles it
    }
    expect((await own(user, 'likes', '?page=2')).status).toBe(404);
  });
});

describe('/me/comments/', () => {
  test("has one's comments and replies, and neither tombstones nor those of others", async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    const [here, there] = [(await someMovie(t.api, user)).id, (await someMovie(t.api, other)).id];
    const theirs = (await someComment(t.api, other, here)).id;
    const first = await someComment(t.api, user, there);
    const reply = await someComment(t.api, user, here, { parent_id: theirs });
    const buried = await someComment(t.api, user, here);
    await someComment(t.api, other, here, { parent_id: buried.id });
    const last = await someComment(t.api, user, here);
    expect(ids((await own(user, 'comments')).results)).toEqual(
      [last, buried, reply, first].map(({ id }) => id),
    );
    await removeComment(user, buried.id);
    const { count, results } = await own(user, 'comments');
    expect([count, results]).toEqual([3, [last, reply, first]]);
    expect(results.map((row: Row) => row['parent_id'])).toEqual([null, theirs, null]);
    const oldest = await own(user, 'comments', '?ordering=created_at');
    expect(oldest['results']).toEqual([first, reply, last]);
    const page = await own(user, 'comments', '?page_size=2&page=2');
    expect([page['count'], page['results']]).toEqual([3, [first]]);
    expect((await own(user, 'comments', '?cursor='))['results']).toEqual([last, reply, first]);

    await removeMovie(other, there);
    await removeComment(other, theirs); // a tombstone now: the reply below it stays
    expect((await own(user, 'comments')).results).toEqual([last, reply]);
  });
});

describe.each(['movies', 'likes', 'comments'])('/me/%s/', (list) => {
  test('of one who has nothing is an empty page', async () => {
    const [user, busy] = [await someUser(t.api), await someUser(t.api)];
    const { id } = await someMovie(t.api, busy);
    await like(busy, id);
    await someComment(t.api, busy, id);
    const empty = { status: 200, count: 0, next: null, previous: null, results: [] };
    expect(await own(user, list)).toEqual(empty);
    expect(await own(user, list, '?page=2')).toMatchObject({ status: 404 });
    expect(await own(user, list, '?cursor=')).toEqual({
      ...empty,
      count: null,
      next_cursor: null,
    });
  });

  test('is for the signed-in alone', async () => {
    const anonymous = await t.api.get(`/me/${list}/`);
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="movie-api"',
    ]);
    expect((await t.api.get(`/me/${list}/`, { token: 'x.y.z' })).status).toBe(401);
  });

  test('has a tag that is good until something changes', async () => {
    const user = await someUser(t.api);
    const { id } = await someMovie(t.api, user);
    const ask = (tag: string) =>
      t.api.get(`/me/${list}/`, { token: user.token, headers: { 'if-none-match': tag } });
    const tag = (await t.api.get(`/me/${list}/`, { token: user.token })).headers.get('etag')!;
    expect((await ask(tag)).status).toBe(304);
    await like(user, id);
    await someComment(t.api, user, id);
    const changed = await ask(tag);
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
  });
});
