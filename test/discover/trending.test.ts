import { setTimeout as sleep } from 'node:timers/promises';
import { BackgroundWork } from '../../src/database/background/background-work.js';
import { addComments, addLikes, addMovies, addUsers, seeded, type Event } from '../support/bulk.js';
import { PASSWORD, someComment, someMovie, someUser, succeeded } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());
beforeEach(() => t.dataSource.query('TRUNCATE movies, users RESTART IDENTITY CASCADE'));

const trending = async (query = '') =>
  succeeded(await t.api.get(`/movies/trending/${query}`), 200).body;
const shown = async (): Promise<number[]> =>
  (await trending('?page_size=100')).results.map(({ id }: { id: number }) => id);
/** The chart once it has been made anew. */
const chart = async (): Promise<number[]> => {
  await t.app.get(BackgroundWork).runAll();
  return shown();
};

const like = (movie: number, { token }: { token: string }) =>
  t.api.post(`/movies/${movie}/like/`, undefined, { token });
const unlike = (movie: number, { token }: { token: string }) =>
  t.api.delete(`/movies/${movie}/like/`, { token });

describe('the order', () => {
  test('is that of the decayed weights of the last seven days', async () => {
    const random = seeded(7);
    const movies = await addMovies(
      t.dataSource,
      Array.from({ length: 60 }, () => ({})),
    );
    const users = await addUsers(t.dataSource, 20);
    const events = (share: number): Event[] =>
      movies.flatMap((movie) =>
        users.filter(() => random() < share).map((user): Event => [movie, user, random() * 9]),
      );
    const [likes, comments] = [events(0.2), events(0.1)];
    await addLikes(t.dataSource, likes);
    await addComments(t.dataSource, comments);

    const weights = new Map<number, number>();
    const add = (weight: number, [movie, , days]: Event): unknown =>
      days < 7 && weights.set(movie, (weights.get(movie) ?? 0) + weight * 0.5 ** days);
    for (const event of likes) add(1, event);
    for (const event of comments) add(2, event);
    const expected = [...weights].sort((one, other) => other[1] - one[1]).map(([movie]) => movie);

    expect(expected.length).toBeGreaterThan(40);
    expect(await chart()).toEqual(expected);
    const second = await trending('?page=2&page_size=10');
    expect(second.count).toBe(expected.length);
    expect(second.results.map(({ id }: { id: number }) => id)).toEqual(expected.slice(10, 20));
  });

  test('follows likes, comments and their end', async () => {
    const [ann, bob, cleo] = [await someUser(t.api), await someUser(t.api), await someUser(t.api)];
    const [one, two, three] = [
      await someMovie(t.api, ann),
      await someMovie(t.api, ann),
      await someMovie(t.api, ann),
    ];
    expect(await chart()).toEqual([]);
    expect(await trending()).toEqual({ count: 0, next: null, previous: null, results: [] });
    await like(one.id, ann);
    const comment = await someComment(t.api, ann, two.id);
    expect(await chart()).toEqual([two.id, one.id]); // 2 to 1
    await like(one.id, bob);
    await like(one.id, cleo);
    await like(three.id, bob);
    expect(await chart()).toEqual([one.id, two.id, three.id]); // 3, 2, 1
    const reply = await someComment(t.api, bob, two.id, { parent_id: comment.id });
    expect(await chart()).toEqual([two.id, one.id, three.id]); // a reply is a comment
    await t.api.delete(`/comments/${comment.id}/`, { token: ann.token }); // leaves its tombstone
    expect(await chart()).toEqual([one.id, two.id, three.id]);
    await t.api.delete(`/comments/${reply.id}/`, { token: bob.token }); // takes it along
    expect(await chart()).toEqual([one.id, three.id]);
    await unlike(one.id, ann);
    await unlike(one.id, cleo);
    expect(await chart()).toEqual([three.id, one.id]); // one each: the later one weighs a bit more
    await unlike(one.id, bob);
    expect(await chart()).toEqual([three.id]);
    await t.api.delete('/me/', { token: bob.token, json: { current_password: PASSWORD } });
    expect(await chart()).toEqual([]);
  });

  test('is by id where movies are equally hot', async () => {
    const movies = await addMovies(t.dataSource, [{}, {}, {}]);
    const [user] = await addUsers(t.dataSource, 1);
    await addLikes(
      t.dataSource,
      movies.map((movie) => [movie, user!, 1]),
    );
    expect(await chart()).toEqual(movies.toReversed());
  });

  test('ends after a thousand', async () => {
    const movies = await addMovies(
      t.dataSource,
      Array.from({ length: 1050 }, () => ({})),
    );
    const [user] = await addUsers(t.dataSource, 1);
    await addLikes(
      t.dataSource,
      movies.map((movie, index) => [movie, user!, index / 1000]),
    );
    await chart();
    const last = await trending('?page=10&page_size=100');
    expect([last.count, last.next, last.results.length]).toEqual([1000, null, 100]);
    expect(last.results.at(-1).id).toBe(movies[999]);
    const beyond = await t.api.get('/movies/trending/?page=11&page_size=100');
    expect(beyond.status).toBe(404);
    expect((await trending('?page=34&page_size=30')).results).toHaveLength(10);
  });

  test('knows nothing of what is older than seven days', async () => {
    const [old, rest] = await addMovies(t.dataSource, [{}, {}]);
    const users = await addUsers(t.dataSource, 3);
    await addLikes(t.dataSource, [
      [old!, users[0]!, 7.01],
      [old!, users[1]!, 15],
      [rest!, users[0]!, 6.99],
      [rest!, users[1]!, 8],
    ]);
    await addComments(t.dataSource, [[old!, users[0]!, 700]]);
    expect(await chart()).toEqual([rest]);
  });
});

test('a deleted movie is gone at once, and the count with it', async () => {
  const user = await someUser(t.api);
  const [gone, rest] = [await someMovie(t.api, user), await someMovie(t.api, user)];
  for (const { id } of [gone, rest]) await like(id, user);
  expect(await chart()).toHaveLength(2);
  await t.api.delete(`/movies/${gone.id}/`, { token: user.token });
  expect(await trending()).toMatchObject({ count: 1, results: [{ id: rest.id, like_count: 1 }] });
});

test('the chart is made anew without anybody asking', async () => {
  const user = await someUser(t.api);
  await chart();
  const { id } = await someMovie(t.api, user);
  await like(id, user);
  expect(await shown()).toEqual([]);
  await t.dataSource.query('UPDATE background_work SET due_at = now()'); // spares 20 seconds
  const deadline = Date.now() + 30_000;
  while ((await shown()).length === 0 && Date.now() < deadline) await sleep(100);
  expect(await shown()).toEqual([id]);
});

test('there is no cursor; a tag spares the body; a reader sees the own likes', async () => {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  await like(id, user);
  await chart();
  expect((await t.api.get('/movies/trending/?cursor=')).status).toBe(400);
  const { headers } = await t.api.get('/movies/trending/');
  const conditional = { headers: { 'if-none-match': headers.get('etag')! } };
  expect((await t.api.get('/movies/trending/', conditional)).status).toBe(304);
  const own = await t.api.get('/movies/trending/', { ...conditional, token: user.token });
  expect(own.body.results).toMatchObject([{ id, liked_by_me: true }]);
});

test('whoever likes, unlikes and deletes while charts are made, the next one is right', async () => {
  const owner = await someUser(t.api);
  const users = await Promise.all(Array.from({ length: 15 }, () => someUser(t.api)));
  const movies = await addMovies(t.dataSource, [{}, {}, {}, {}]);
  const background = t.app.get(BackgroundWork);
  const statuses = await Promise.all([
    ...users.map(async (user, index) => {
      const answers = [];
      for (const movie of movies) {
        answers.push(await like(movie, user));
        if (index % 3 > 0) answers.push(await unlike(movie, user));
      }
      return answers.map(({ status }) => status);
    }),
    ...Array.from({ length: 5 }, async () => {
      await background.runAll();
      return [];
    }),
    t.api.delete(`/movies/${movies[0]}/`, { token: owner.token }).then(({ status }) => [status]),
  ]);
  expect(statuses.flat().filter((status) => status >= 500)).toEqual([]);
  await t.dataSource.query('DELETE FROM movies WHERE id = $1', [movies[1]]);
  expect((await chart()).toSorted((one, other) => one - other)).toEqual([
    movies[0],
    movies[2],
    movies[3],
  ]);
});
