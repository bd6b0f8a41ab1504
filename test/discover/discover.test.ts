import { BackgroundWork } from '../../src/database/background/background-work.js';
import { addLikes, addMovies, addUsers } from '../support/bulk.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let movies: number[];
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  movies = await addMovies(
    t.dataSource,
    Array.from({ length: 3 }, (_, n) => ({ genres: ['Drama', `Genre ${n}`] })),
  );
  const users = await addUsers(t.dataSource, 2);
  await addLikes(
    t.dataSource,
    movies.flatMap((movie) => users.map((user) => [movie, user, 1] as const)),
  );
  await t.app.get(BackgroundWork).runAll();
});
afterAll(() => t.close());

/** What all three lists have in common with every other list. */
describe.each([
  ['/genres/', 4],
  ['/movies/trending/', 3],
  ['/movies/ID/similar/', 2],
])('GET %s', (template, count) => {
  const path = (): string => template.replace('ID', String(movies[0]));

  test('answers a page with links, with the slash at the end and without', async () => {
    const { status, body, headers } = await t.api.get(`${path()}?page_size=1`);
    expect([status, body.count, body.results.length]).toEqual([200, count, 1]);
    expect(body.next).toBe(`${t.api.origin}${path()}?page_size=1&page=2`);
    expect(headers.get('link')).toContain('rel="next"');
    const bare = await t.api.get(path().replace(/\/$/, ''));
    expect(bare.body).toEqual((await t.api.get(path())).body);
  });

  test('walks every row once', async () => {
    const whole = await t.api.get(path());
    const pages = await Promise.all(
      Array.from({ length: count }, (_, n) => t.api.get(`${path()}?page_size=1&page=${n + 1}`)),
    );
    expect(pages.flatMap(({ body }) => body.results)).toEqual(whole.body.results);
    expect((await t.api.get(`${path()}?page_size=1&page=${count + 1}`)).status).toBe(404);
  });

  test.each(['page=0', 'page_size=101', 'page_size=x', 'pagesize=3'])('%s: 400', async (query) => {
    const { status, body } = await t.api.get(`${path()}?${query}`);
    expect([status, body.errors[0].field]).toEqual([400, query.split('=')[0]]);
  });

  test('HEAD has the same tag; a wrong verb is 405, a bad token 401', async () => {
    const { headers } = await t.api.get(path());
    const head = await t.api.send('HEAD', path());
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('etag')).toBe(headers.get('etag'));
    const post = await t.api.post(path());
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await t.api.get(path(), { token: 'bad' })).status).toBe(401);
  });
});
