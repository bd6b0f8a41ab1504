import { retrying } from '../../src/database/retry.js';
import { someMovie, someUser } from '../support/factories.js';
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
