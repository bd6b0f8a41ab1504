import { addLikes, addMovies, addUsers, seeded, type Event } from '../support/bulk.js';
import { someMovie, someUser, succeeded } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());

const similar = async (id: number, query = '?page_size=100') =>
  succeeded(await t.api.get(`/movies/${id}/similar/${query}`), 200).body;
const ids = async (id: number, query?: string): Promise<number[]> =>
  (await similar(id, query)).results.map((movie: { id: number }) => movie.id);

describe('a planted structure', () => {
  const CLUSTERS = 12;
  const MOVIES = 25;
  const FANS = 20;
  const random = seeded(20_261_125);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

  let clusters: number[][];
  beforeAll(async () => {
    // Genres say nothing here: every movie has the same ones.
    const all = await addMovies(
      t.dataSource,
      Array.from({ length: CLUSTERS * MOVIES }, () => ({ genres: ['Drama', 'Comedy'] })),
    );
    const blockbusters = await addMovies(
      t.dataSource,
      Array.from({ length: 10 }, () => ({ genres: ['Drama', 'Comedy'] })),
    );
    // Ids are dealt out at random, lest the order of ids be the structure.
    all.sort(() => random() - 0.5);
    clusters = Array.from({ length: CLUSTERS }, (_, n) => all.slice(n * MOVIES, (n + 1) * MOVIES));
    const fans = await addUsers(t.dataSource, CLUSTERS * FANS);
    const likes = new Map<string, Event>();
    const like = (movie: number, user: number): unknown =>
      likes.set(`${movie} ${user}`, [movie, user, random() * 300]);
    for (const [n, fan] of fans.entries()) {
      // Most of one's own taste, a few of anything, and what everybody likes.
      for (const movie of clusters[n % CLUSTERS]!) if (random() < 0.8) like(movie, fan);
      for (let noise = 0; noise < 5; noise += 1) like(pick(all), fan);
      for (const movie of blockbusters) if (random() < 0.7) like(movie, fan);
    }
    await addLikes(t.dataSource, [...likes.values()]);
  });

  test('of every movie the neighbours come first, all of them', async () => {
    for (const cluster of clusters) {
      for (const movie of cluster) {
        const first = await ids(movie, `?page_size=${MOVIES - 1}`);
        expect(new Set([movie, ...first])).toEqual(new Set(cluster));
      }
    }
  });

  test('the list has a hundred movies, each once, whole and page by page', async () => {
    const [movie] = clusters[0]!;
    const whole = await similar(movie!);
    expect(whole.count).toBe(100);
    const found: number[] = whole.results.map(({ id }: { id: number }) => id);
    expect(new Set(found).size).toBe(100);
    expect(found).not.toContain(movie);
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => ids(movie!, `?page_size=30&page=${page}`)),
    );
    expect(pages.flat()).toEqual(found);
    expect((await t.api.get(`/movies/${movie}/similar/?page_size=30&page=5`)).status).toBe(404);
  });
});

describe('few likes', () => {
  test('one liker in common comes before genres, and counts until the next request', async () => {
    const [ann, bob, cleo] = [await someUser(t.api), await someUser(t.api), await someUser(t.api)];
    const genres = ['Western', 'Silent'];
    const [movie, alike, liked, other] = [
      await someMovie(t.api, ann, { genres }),
      await someMovie(t.api, ann, { genres }),
      await someMovie(t.api, ann),
      await someMovie(t.api, ann),
    ];
    const like = (user: { token: string }, { id }: { id: number }) =>
      t.api.post(`/movies/${id}/like/`, undefined, { token: user.token });
    await like(ann, movie);
    await like(ann, liked);
    await like(bob, other);
    await like(cleo, other);
    expect(await ids(movie.id)).toEqual([liked.id, alike.id]);

    await like(ann, other);
    expect(await ids(movie.id)).toEqual([liked.id, other.id, alike.id]);
    await like(cleo, movie); // two in common now
    expect(await ids(movie.id)).toEqual([other.id, liked.id, alike.id]);

    await t.api.delete(`/movies/${liked.id}/like/`, { token: ann.token });
    expect(await ids(movie.id)).toEqual([other.id, alike.id]);
    await t.api.delete(`/movies/${other.id}/`, { token: ann.token });
    const { results } = await similar(movie.id);
    expect(results).toEqual([(await t.api.get(`/movies/${alike.id}/`)).body]);
  });

  test('what everybody likes weighs less than what these people like', async () => {
    const [movie, kin, loved] = await addMovies(t.dataSource, [{}, {}, {}]);
    const users = await addUsers(t.dataSource, 60);
    await addLikes(t.dataSource, [
      ...users.slice(0, 4).map((user): Event => [movie!, user, 1]),
      ...users.slice(0, 3).map((user): Event => [kin!, user, 1]),
      ...users.map((user): Event => [loved!, user, 1]), // four in common with the movie
    ]);
    expect(await ids(movie!)).toEqual([kin, loved]);
  });
});

describe('no likes', () => {
  test('most genres in common first, then the director, then the cast, then likes', async () => {
    const genres = ['Noir', 'Heist', 'Road'];
    const director = 'Ada Blank';
    const cast = ['Ann', 'Bob', 'Cleo'];
    const given = [
      { genres, director, cast },
      { genres: ['Noir', 'Road'], director: 'Somebody' },
      { genres: ['Noir', 'Heist', 'Road'], director: 'Somebody' },
      { genres: ['Noir', 'Road'], director },
      { genres: ['Road', 'Musical'] },
      { genres: ['Noir', 'Road'], cast: ['Dan', 'Bob'] },
      { genres: ['Musical'], director, cast },
      { genres: ['Noir', 'Road'], cast: ['Cleo', 'Bob'] },
      { genres: ['Musical'], cast },
      { genres: ['Road', 'Musical'] },
    ];
    const [movie, ...others] = await addMovies(t.dataSource, given);
    const order = [2, 3, 7, 5, 1, 9, 4, 6].map((index) => others[index - 1]);
    expect(await ids(movie!)).toEqual(order);

    const [somebody] = await addUsers(t.dataSource, 1);
    await addLikes(t.dataSource, [[others[3]!, somebody!, 1]]);
    const liked = [2, 3, 7, 5, 1, 4, 9, 6].map((index) => others[index - 1]);
    expect(await ids(movie!)).toEqual(liked);
  });

  test('a movie that shares nothing has an empty page', async () => {
    const [movie] = await addMovies(t.dataSource, [{ genres: ['One of its kind'], cast: ['Eve'] }]);
    expect(await similar(movie!, '')).toEqual({
      count: 0,
      next: null,
      previous: null,
      results: [],
    });
  });

  test.each(['999999999', '0', 'x', '99999999999999999999'])('%s is no movie: 404', async (id) => {
    const answer = await t.api.get(`/movies/${id}/similar/`);
    expect([answer.status, answer.body.title]).toEqual([404, 'Not found']);
  });

  test('there is no cursor, and a tag spares the body until something changes', async () => {
    const user = await someUser(t.api);
    const [movie, other] = await addMovies(t.dataSource, [
      { genres: ['Epic'] },
      { genres: ['Epic'] },
    ]);
    const url = `/movies/${movie}/similar/`;
    expect((await t.api.get(`${url}?cursor=`)).status).toBe(400);
    const { headers } = await t.api.get(url);
    const conditional = { headers: { 'if-none-match': headers.get('etag')! } };
    expect((await t.api.get(url, conditional)).status).toBe(304);
    await t.api.post(`/movies/${other}/like/`, undefined, { token: user.token });
    const { body } = succeeded(await t.api.get(url, { ...conditional, token: user.token }), 200);
    expect(body.results[0]).toMatchObject({ id: other, like_count: 1, liked_by_me: true });
  });
});
