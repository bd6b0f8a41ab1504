import { setTimeout as sleep } from 'node:timers/promises';
import { Housekeeping } from '../../src/database/housekeeping.js';
import { addComments, addLikes, addMovies, addUsers, seeded, type Event } from '../support/bulk.js';
import { PASSWORD, someComment, someMovie, someUser, succeeded } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.dataSource.query('TRUNCATE movies, users RESTART IDENTITY CASCADE');
  await t.dataSource.query("UPDATE heat_window SET since = now() - interval '7 days'");
});

const trending = async (query = '') =>
  succeeded(await t.api.get(`/movies/trending/${query}`), 200).body;
const chart = async (): Promise<number[]> =>
  (await trending('?page_size=100')).results.map(({ id }: { id: number }) => id);

/**
 * Movies whose stored heat is not what their likes and comments of the last seven days come to:
 * the formula as the documentation has it, from the rows.
 */
const off = (): Promise<unknown[]> =>
  t.dataSource.query(`
    WITH event AS (
      SELECT movie_id, liked_at AS at, 1 AS weight FROM likes
      UNION ALL SELECT movie_id, created_at, 2 FROM comments WHERE text IS NOT NULL
    ), counted AS (
      SELECT movie_id, count(*) AS events,
        sum(weight * 0.5 ^ (extract(epoch FROM now() - at) / 86400))::float8 AS weight
      FROM event WHERE at > (SELECT since FROM heat_window) GROUP BY movie_id
    )
    SELECT *, 2 ^ (heat - extract(epoch FROM now() - '2026-01-01T00:00Z') / 86400)::float8 AS stored
    FROM movie_counts AS counts LEFT JOIN counted USING (movie_id)
    WHERE heat_events <> coalesce(events, 0) OR (heat IS NULL) <> (events IS NULL)
      OR abs(2 ^ (heat - extract(epoch FROM now() - '2026-01-01T00:00Z') / 86400)::float8 / weight - 1)
        > 1e-9`);

const like = (movie: number, { token }: { token: string }) =>
  t.api.post(`/movies/${movie}/like/`, undefined, { token });
const unlike = (movie: number, { token }: { token: string }) =>
  t.api.delete(`/movies/${movie}/like/`, { token });

/** A statement that waits for the lock of another one. */
async function untilSomebodyWaits(): Promise<void> {
  const rows = await t.dataSource.query(
    `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE NOT granted AND datname = current_database()`,
  );
  if (rows.length > 0) return;
  await sleep(10);
  await untilSomebodyWaits();
}

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
    expect(await off()).toEqual([]);
    const second = await trending('?page=2&page_size=10');
    expect(second.count).toBe(expected.length);
    expect(second.results.map(({ id }: { id: number }) => id)).toEqual(expected.slice(10, 20));
  });

  test('shows a like, a comment and their end at the next request', async () => {
    const [ann, bob, cleo] = [await someUser(t.api), await someUser(t.api), await someUser(t.api)];
    const [one, two, three] = [
      await someMovie(t.api, ann),
      await someMovie(t.api, ann),
      await someMovie(t.api, ann),
    ];
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
    await t.api.patch(`/comments/${comment.id}/`, { text: 'Once more.' }, { token: ann.token });
    expect(await off()).toEqual([]);
    await t.api.delete(`/comments/${comment.id}/`, { token: ann.token }); // leaves its tombstone
    expect(await chart()).toEqual([one.id, two.id, three.id]);
    await t.api.delete(`/comments/${reply.id}/`, { token: bob.token }); // takes it along
    expect(await chart()).toEqual([one.id, three.id]);
    await unlike(one.id, ann);
    await unlike(one.id, ann);
    expect(await chart()).toEqual([one.id, three.id]); // 2, 1
    await unlike(one.id, cleo);
    expect(await chart()).toEqual([three.id, one.id]); // one each: the later one weighs a bit more
    await t.api.delete(`/movies/${three.id}/`, { token: ann.token });
    const { results } = await trending();
    expect(results).toEqual([(await t.api.get(`/movies/${one.id}/`)).body]);
    await unlike(one.id, bob);
    expect(await chart()).toEqual([]);
    expect(await off()).toEqual([]);
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
    const last = await trending('?page=10&page_size=100');
    expect([last.count, last.next, last.results.length]).toEqual([1000, null, 100]);
    expect(last.results.at(-1).id).toBe(movies[999]);
    const beyond = await t.api.get('/movies/trending/?page=11&page_size=100');
    expect(beyond.status).toBe(404);
    expect((await trending('?page=34&page_size=30')).results).toHaveLength(10);
  });
});

test('there is no cursor; a tag spares the body; a reader sees the own likes', async () => {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  await like(id, user);
  expect((await t.api.get('/movies/trending/?cursor=')).status).toBe(400);
  const { headers } = await t.api.get('/movies/trending/');
  const conditional = { headers: { 'if-none-match': headers.get('etag')! } };
  expect((await t.api.get('/movies/trending/', conditional)).status).toBe(304);
  const own = await t.api.get('/movies/trending/', { ...conditional, token: user.token });
  expect(own.body.results).toMatchObject([{ id, liked_by_me: true }]);
});

describe('seven days later', () => {
  const later = () => t.app.get(Housekeeping).runAll();

  test('likes and comments leave the chart, and only they', async () => {
    const [gone, rest, empty, tombstone] = await addMovies(t.dataSource, [{}, {}, {}, {}]);
    const users = await addUsers(t.dataSource, 3);
    // Nobody has tidied up for a while: these were new once.
    await t.dataSource.query("UPDATE heat_window SET since = now() - interval '20 days'");
    await addLikes(t.dataSource, [
      [gone!, users[0]!, 7.01],
      [gone!, users[1]!, 15],
      [rest!, users[0]!, 6.99],
      [rest!, users[1]!, 8],
      [rest!, users[2]!, 19],
    ]);
    await addComments(t.dataSource, [
      [rest!, users[0]!, 7.5],
      [rest!, users[0]!, 0.5],
      [tombstone!, users[0]!, 9],
    ]);
    await t.dataSource.query(
      'UPDATE comments SET text = NULL, author_id = NULL WHERE movie_id = $1',
      [tombstone],
    );
    expect(await chart()).toEqual([rest, gone]);
    expect(await off()).toEqual([]);
    await later();
    expect(await chart()).toEqual([rest]);
    expect(await off()).toEqual([]);
    const [{ behind }] = await t.dataSource.query(
      "SELECT now() - interval '7 days' - since < interval '1 minute' AS behind FROM heat_window",
    );
    expect(behind).toBe(true);
    const counts = await t.dataSource.query(
      'SELECT movie_id, heat_events FROM movie_counts ORDER BY movie_id',
    );
    expect(counts).toEqual([
      { movie_id: gone, heat_events: 0 },
      { movie_id: rest, heat_events: 2 },
      { movie_id: empty, heat_events: 0 },
      { movie_id: tombstone, heat_events: 0 },
    ]);

    // What has left takes nothing along when it is taken back.
    await t.dataSource.query('DELETE FROM likes WHERE user_id <> $1', [users[0]]);
    await t.dataSource.query("DELETE FROM comments WHERE created_at < now() - interval '7 days'");
    expect(await chart()).toEqual([rest]);
    expect(await off()).toEqual([]);
  });

  test('what comes in with an old date does not enter it', async () => {
    const [movie] = await addMovies(t.dataSource, [{}]);
    const [user] = await addUsers(t.dataSource, 1);
    await addLikes(t.dataSource, [[movie!, user!, 7.1]]);
    await addComments(t.dataSource, [[movie!, user!, 700]]);
    expect(await chart()).toEqual([]);
    expect(await off()).toEqual([]);
  });
});

describe('races', () => {
  test('fifty who like and unlike, comment and delete at once, while old events leave', async () => {
    const owner = await someUser(t.api);
    const [one, two] = [await someMovie(t.api, owner), await someMovie(t.api, owner)];
    const users = await Promise.all(Array.from({ length: 25 }, () => someUser(t.api)));
    const old = await addUsers(t.dataSource, 100);
    await t.dataSource.query("UPDATE heat_window SET since = now() - interval '12 days'");
    await addLikes(
      t.dataSource,
      old.flatMap((user, index): Event[] => [
        [one.id, user, 5 + index / 15],
        [two.id, user, 5 + index / 15],
      ]),
    );
    const forget = async (): Promise<void> => {
      const [{ more }] = await t.dataSource.query('SELECT heat_forget() AS more');
      if (more) await forget();
    };
    const unlikeOld = (): Promise<unknown[]> =>
      Promise.all(
        old
          .filter((_, index) => index % 2 === 0)
          .map((user) => t.dataSource.query('DELETE FROM likes WHERE user_id = $1', [user])),
      );
    const statuses = await Promise.all([
      ...users.flatMap((user, index) =>
        [one.id, two.id].map(async (movie) => {
          const answers = [await like(movie, user), await like(movie, user)];
          if (index % 3 > 0) answers.push(await unlike(movie, user));
          const { id } = await someComment(t.api, user, movie);
          if (index % 2 > 0)
            answers.push(await t.api.delete(`/comments/${id}/`, { token: user.token }));
          return answers.map(({ status }) => status);
        }),
      ),
      ...Array.from({ length: 3 }, forget),
      unlikeOld(),
    ]);
    expect(statuses.flat(2)).not.toContain(500);
    await forget();
    expect(await off()).toEqual([]);
    const [{ since }] = await t.dataSource.query(
      "SELECT since > now() - interval '7 days 1 minute' AS since FROM heat_window",
    );
    expect(since).toBe(true);
  });

  // The line moves between the look at a movie and the lock on it.
  test.each(['a like is taken back', 'old events leave'])(
    'first %s, then the other',
    async (first) => {
      const movies = await addMovies(t.dataSource, [{}, {}]);
      const users = await addUsers(t.dataSource, 3);
      await t.dataSource.query("UPDATE heat_window SET since = now() - interval '170 hours'");
      await addLikes(
        t.dataSource,
        movies.flatMap((movie): Event[] => [
          [movie, users[0]!, 7.01],
          [movie, users[1]!, 7.01],
          [movie, users[2]!, 1],
        ]),
      );
      const unlikeAll = ['DELETE FROM likes WHERE user_id = $1', [users[0]]] as const;
      const forget = ['SELECT heat_forget()', []] as const;
      const order = first === 'old events leave' ? [forget, unlikeAll] : [unlikeAll, forget];
      const [holder, waiter] = [t.dataSource.createQueryRunner(), t.dataSource.createQueryRunner()];
      await holder.startTransaction();
      await holder.query(order[0]![0], [...order[0]![1]]);
      const waiting = waiter.query(order[1]![0], [...order[1]![1]]);
      await untilSomebodyWaits();
      await holder.commitTransaction();
      await waiting;
      await Promise.all([holder.release(), waiter.release()]);
      expect(await off()).toEqual([]);
      expect(
        await t.dataSource.query('SELECT DISTINCT heat_events, like_count FROM movie_counts'),
      ).toEqual([{ heat_events: 1, like_count: 2 }]);
    },
  );

  test('an account that goes while its movies are liked takes its share along', async () => {
    const [ann, bob] = [await someUser(t.api), await someUser(t.api)];
    const movies = await addMovies(
      t.dataSource,
      Array.from({ length: 10 }, () => ({})),
    );
    for (const movie of movies) {
      await like(movie, ann);
      const comment = await someComment(t.api, ann, movie);
      await someComment(t.api, bob, movie, { parent_id: comment.id }); // its tombstone stays
    }
    await Promise.all([
      t.api.delete('/me/', { token: ann.token, json: { current_password: PASSWORD } }),
      ...movies.map((movie) => like(movie, bob)),
    ]);
    expect(await off()).toEqual([]);
    const [{ events }] = await t.dataSource.query(
      'SELECT sum(heat_events)::integer AS events FROM movie_counts',
    );
    expect(events).toBe(20); // Bob's like and reply of each
  });

  test('a movie that goes while it is liked leaves the chart', async () => {
    const owner = await someUser(t.api);
    const users = await Promise.all(Array.from({ length: 10 }, () => someUser(t.api)));
    const { id } = await someMovie(t.api, owner);
    await like(id, owner);
    await Promise.all([
      ...users.map((user) => like(id, user)),
      t.api.delete(`/movies/${id}/`, { token: owner.token }),
    ]);
    expect(await chart()).toEqual([]);
    expect(await off()).toEqual([]);
  });
});
