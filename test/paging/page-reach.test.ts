import { startTestApp, type TestApp } from '../support/test-app.js';

/** Some more than page numbers reach. */
const MOVIES = 100_050;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  await t.dataSource.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, year, created_at)
     SELECT name, name, 'film' || n, ARRAY['film', n::text], 1900 + n % 100,
       now() - n * interval '1 second'
     FROM generate_series(1, ${MOVIES}) AS n, LATERAL (SELECT 'film ' || n AS name) AS named`,
  );
});
afterAll(() => t.close());

const follow = (link: string) => t.api.get(link.replace(t.api.origin, ''));
const ids = ({ results }: { results: { id: number }[] }): number[] => results.map(({ id }) => id);

describe.each(['', '&ordering=year,-title', '&year_min=1900'])('a list with "%s"', (query) => {
  const page = (number: number, size = 100) =>
    t.api.get(`/movies/?page=${number}&page_size=${size}${query}`);

  test('leads on by cursor from the last page that a number reaches', async () => {
    const { body: last, headers } = await page(1000);
    expect(last.count).toBe(MOVIES);
    expect(last.next).toContain('cursor=');
    expect(last.next).not.toContain('page=1');
    expect(headers.get('link')).toContain(last.next);
    const { body: rest } = await follow(last.next);
    expect([rest.count, rest.next, rest.results.length]).toEqual([null, null, MOVIES - 100_000]);
    const { body: before } = await page(999);
    expect(before.next).toContain('page=1000');
    const all = [...ids(before), ...ids(last), ...ids(rest)];
    expect(new Set(all).size).toBe(all.length);
    const { body: back } = await follow(rest.previous);
    expect(ids(back)).toEqual(ids(last));
  });

  test('refuses a number beyond, and says how to go on', async () => {
    for (const [number, size] of [
      [1001, 100],
      [5001, 20],
      [3334, 30],
    ] as const) {
      const { status, body } = await page(number, size);
      expect([status, body.errors[0].field]).toEqual([400, 'page']);
      expect(body.errors[0].message).toContain('cursor');
    }
    expect((await page(3333, 30)).body.next).toContain('cursor=');
  });

  test('knows no page past its end', async () => {
    expect((await page(10_000)).status).toBe(404);
    expect((await page(Number.MAX_SAFE_INTEGER)).status).toBe(404);
  });
});

test('a shorter list ends with its last page', async () => {
  const { body } = await t.api.get('/movies/?year=1950&page=11&page_size=100');
  expect([body.count, body.next]).toEqual([1001, null]);
  expect((await t.api.get('/movies/?year=1950&page=1001&page_size=100')).status).toBe(404);
});
