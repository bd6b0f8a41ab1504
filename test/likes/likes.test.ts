import { retrying } from '../../src/database/run/retry.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const likeCount = async (id: number): Promise<number> =>
  (await t.api.get(`/movies/${id}/`)).body.like_count;

test('the first like is 201, every other 200, and it counts once', async () => {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  const first = await t.api.post(`/movies/${id}/like/`, undefined, { token: user.token });
  expect([first.status, first.body]).toEqual([201, { movie_id: id, like_count: 1, liked: true }]);
  const again = await t.api.post(`/movies/${id}/like/`, {}, { token: user.token });
  expect([again.status, again.body]).toEqual([200, { movie_id: id, like_count: 1, liked: true }]);
  expect((await t.api.get(`/movies/${id}/`, { token: user.token })).body.liked_by_me).toBe(true);
});

test('who likes it: latest first, with the counts beside', async () => {
  const owner = await someUser(t.api);
  const { id } = await someMovie(t.api, owner);
  const empty = await t.api.get(`/movies/${id}/like/`);
  expect(empty.body).toEqual({
    count: 0,
    next: null,
    previous: null,
    results: [],
    like_count: 0,
    liked_by_me: null,
  });
  const users = [];
  for (let index = 0; index < 5; index += 1) {
    const user = await someUser(t.api);
    await t.api.post(`/movies/${id}/like/`, undefined, { token: user.token });
    users.unshift(user);
  }
  const { body } = await t.api.get(`/movies/${id}/like/?page_size=3`, { token: owner.token });
  expect(body).toMatchObject({ count: 5, like_count: 5, liked_by_me: false, previous: null });
  const rest = await t.api.get(`/movies/${id}/like/?page_size=3&page=2`, {
    token: users[0]!.token,
  });
  expect(rest.body.liked_by_me).toBe(true);
  expect([...body.results, ...rest.body.results]).toEqual(
    users.map(({ id: userId, username }) => ({
      id: userId,
      username,
      liked_at: expect.stringMatching(/^\d{4}-.*Z$/),
    })),
  );
});

test('a movie that is not there is 404', async () => {
  const { token } = await someUser(t.api);
  expect((await t.api.get('/movies/999999/like/')).status).toBe(404);
  expect((await t.api.post('/movies/999999/like/', undefined, { token })).status).toBe(404);
});

test('one user liking twenty times at once over two instances is one like', async () => {
  const second = await t.another();
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? t.api : second.api).post(`/movies/${id}/like/`, undefined, {
        token: user.token,
      }),
    ),
  );
  await second.close();
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
  expect(await likeCount(id)).toBe(1);
});

test('likes, deleted accounts and deleted movies at once leave every count exact', async () => {
  const owner = await someUser(t.api);
  const movies = await Promise.all(Array.from({ length: 4 }, () => someMovie(t.api, owner)));
  const users = await Promise.all(Array.from({ length: 12 }, () => someUser(t.api)));
  const likes = users.flatMap((user, index) =>
    movies.map(async (movie) => {
      const { status } = await t.api.post(`/movies/${movie.id}/like/`, undefined, {
        token: user.token,
      });
      return [index, status] as const;
    }),
  );
  // Every third account goes while its likes are under way.
  const removals = users
    .filter((_, index) => index % 3 === 0)
    .map((user) =>
      retrying(() => t.dataSource.query('DELETE FROM users WHERE id = $1', [user.id])),
    );
  const removal = t.api.delete(`/movies/${movies[3].id}/`, { token: owner.token });
  const statuses = await Promise.all(likes);
  await Promise.all([...removals, removal]);
  for (const [index, status] of statuses) {
    expect(index % 3 === 0 ? [201, 401, 404] : [201, 404]).toContain(status);
  }
  const rows = await t.dataSource.query(`
    SELECT like_count, (SELECT count(*) FROM likes WHERE likes.movie_id = movie_counts.movie_id) AS rows
    FROM movie_counts`);
  for (const row of rows) expect(row.like_count).toBe(row.rows);
});

const like = ({ token }: TestUser, id: number, api = t.api) =>
  api.post(`/movies/${id}/like/`, undefined, { token });
const unlike = ({ token }: TestUser, id: number | string, api = t.api) =>
  api.delete(`/movies/${id}/like/`, { token });

describe('taking a like back', () => {
  test('answers alike the first time, again, and where there was none', async () => {
    const [user, other, never] = [
      await someUser(t.api),
      await someUser(t.api),
      await someUser(t.api),
    ];
    const { id } = await someMovie(t.api, user);
    for (const who of [user, other]) await like(who, id);
    for (const who of [user, user, never]) {
      const { status, body } = await unlike(who, id);
      expect([status, body]).toEqual([200, { movie_id: id, like_count: 1, liked: false }]);
    }
    const { body } = await t.api.get(`/movies/${id}/like/`, { token: user.token });
    expect(body).toMatchObject({ count: 1, like_count: 1, liked_by_me: false });
    expect(body.results.map((row: { id: number }) => row.id)).toEqual([other.id]);
    expect(await likeCount(id)).toBe(1);
    expect((await like(user, id)).status).toBe(201); // it is new again
    expect(await likeCount(id)).toBe(2);
  });

  test.each('999999 0 -1 1e3 x %00 9223372036854775808'.split(' '))(
    'of the movie %s is 404',
    async (id) => {
      expect((await unlike(await someUser(t.api), id)).status).toBe(404);
    },
  );

  test('of a movie that was deleted is 404', async () => {
    const user = await someUser(t.api);
    const { id } = await someMovie(t.api, user);
    await like(user, id);
    await t.api.delete(`/movies/${id}/`, { token: user.token });
    expect((await unlike(user, id)).status).toBe(404);
  });

  test('is for the signed-in, and each their own', async () => {
    const [user, other] = [await someUser(t.api), await someUser(t.api)];
    const { id } = await someMovie(t.api, other);
    await like(user, id);
    expect((await t.api.delete(`/movies/${id}/like/`)).status).toBe(401);
    expect((await t.api.delete(`/movies/${id}/like/`, { token: 'x.y.z' })).status).toBe(401);
    await unlike(other, id); // who made the movie takes nobody's like
    expect(await likeCount(id)).toBe(1);
  });
});

test('liked_by_me and liked_by follow, for several users at once', async () => {
  const users = [await someUser(t.api), await someUser(t.api), await someUser(t.api)];
  const [ann, bob, cat] = users as [TestUser, TestUser, TestUser];
  const title = 'Liked by some';
  const movies: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    movies.push((await someMovie(t.api, ann, { title, genres: ['Liked'] })).id);
  }
  const [a, b, c] = movies as [number, number, number];
  const likes = new Map<TestUser, Set<number>>([
    [ann, new Set([a, b])],
    [bob, new Set([b])],
    [cat, new Set()],
  ]);
  for (const [user, liked] of likes) for (const id of liked) await like(user, id);

  const check = async (): Promise<void> => {
    const lists = [`?ids=${movies.join()}`, 'genre/?genre=liked', `search/?title=${title}`];
    for (const list of lists) {
      for (const [user, liked] of likes) {
        const { results } = (await t.api.get(`/movies/${list}`, { token: user.token })).body;
        expect(results).toHaveLength(3);
        for (const row of results) expect(row.liked_by_me).toBe(liked.has(row.id));
      }
      const { results } = (await t.api.get(`/movies/${list}`)).body;
      for (const row of results) expect(row.liked_by_me).toBeNull();
    }
    for (const [user, liked] of likes) {
      for (const id of movies) {
        const { token } = user;
        const { body } = await t.api.get(`/movies/${id}/`, { token });
        const count = users.filter((who) => likes.get(who)!.has(id)).length;
        expect([body.liked_by_me, body.like_count]).toEqual([liked.has(id), count]);
        const page = (await t.api.get(`/movies/${id}/like/`, { token })).body;
        expect([page.liked_by_me, page.count]).toEqual([liked.has(id), count]);
      }
      const { body } = await t.api.get(`/movies/?liked_by=${user.id}&ordering=created_at`);
      expect(body.results.map((row: { id: number }) => row.id)).toEqual(
        movies.filter((id) => liked.has(id)),
      );
      expect(body.count).toBe(liked.size);
    }
  };
  await check();
  for (const [user, id] of [
    [cat, c],
    [bob, a],
  ] as const) {
    expect((await like(user, id)).body.liked).toBe(true);
    likes.get(user)!.add(id);
  }
  await unlike(ann, b);
  likes.get(ann)!.delete(b);
  await check();
});

test('twenty users who like and unlike over two instances: what is left is what is counted', async () => {
  const second = await t.another({ WORKER: 'off' });
  const owner = await someUser(t.api);
  const movies: number[] = [];
  for (let index = 0; index < 3; index += 1) movies.push((await someMovie(t.api, owner)).id);
  const users: TestUser[] = [];
  for (let index = 0; index < 20; index += 1) users.push(await someUser(t.api));

  /** Each does the opposite of what they did before, here or there, now and then in both places. */
  const storm = users.map(async (user, who) => {
    const last = new Map<number, boolean>();
    for (let turn = 0; turn < 10 + (who % 3); turn += 1) {
      const id = movies[(who + turn) % 3]!;
      const liked = !last.get(id);
      const act = (api = t.api) => (liked ? like : unlike)(user, id, api);
      const apis = turn % 4 ? [who % 2 ? t.api : second.api] : [t.api, second.api];
      for (const { status, body } of await Promise.all(apis.map((api) => act(api)))) {
        expect([200, 201]).toContain(status);
        expect(body).toMatchObject({ movie_id: id, liked });
        expect(body.like_count).toBeGreaterThanOrEqual(liked ? 1 : 0);
      }
      last.set(id, liked);
    }
    return last;
  });
  await Promise.allSettled(storm); // where one has failed, the others end first
  const left = await Promise.all(storm);
  for (const id of movies) {
    const expected = users.filter((_, who) => left[who]!.get(id));
    const [{ rows }] = await t.dataSource.query(
      'SELECT count(*) AS rows FROM likes WHERE movie_id = $1',
      [id],
    );
    for (const api of [t.api, second.api]) {
      const { count, like_count, results } = (await api.get(`/movies/${id}/like/?page_size=100`))
        .body;
      expect([count, like_count, rows]).toEqual(Array(3).fill(expected.length));
      expect(results.map((row: { id: number }) => row.id).toSorted()).toEqual(
        expected.map((user) => user.id).toSorted(),
      );
    }
    expect(await likeCount(id)).toBe(expected.length);
  }
  await second.close();
});
