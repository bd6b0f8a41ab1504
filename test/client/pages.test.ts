import { ConnectionError, MovieApi, ProblemError } from 'movie-api-client';
import { cut, json, problem, startScriptedServer, type ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let api: MovieApi;
beforeAll(async () => {
  server = await startScriptedServer();
  api = new MovieApi({ baseUrl: `${server.origin}/behind/a/proxy` });
});
afterAll(() => server.close());

/** A page; `next` has the address that the API thinks it has. */
const page = (ids: number[], next: string | null, count: number | null = null) =>
  json(200, {
    count,
    next: next === null ? null : `https://public.example/elsewhere/?${next}`,
    previous: null,
    results: ids.map((id) => ({ id })),
  });
const asked = (): string[] => server.received.map(({ url }) => url);
const idsOf = async (rows: AsyncIterable<{ id: number }>): Promise<number[]> => {
  const ids: number[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
};

test('a list with a cursor is walked by it, on the own address', async () => {
  server.script(page([1, 2], 'cursor=abc&genre=Drama%7CComedy&page_size=2'), page([3], null));
  const query = { genre: 'Drama|Comedy', page_size: 2 };
  expect(await idsOf(api.each('/movies/', { query }))).toEqual([1, 2, 3]);
  expect(asked()).toEqual([
    '/behind/a/proxy/movies/?cursor=&genre=Drama%7CComedy&page_size=2',
    '/behind/a/proxy/movies/?cursor=abc&genre=Drama%7CComedy&page_size=2',
  ]);
});

test('a walk asks for the largest pages, and tells the cursor of the page whose rows it gives', async () => {
  server.script(page([1, 2], 'cursor=abc&page_size=100'), page([3], null));
  const walk = api.each('/movies/');
  const seen: [number, string | undefined][] = [];
  expect(walk.cursor).toBe('');
  for await (const { id } of walk) seen.push([id, walk.cursor]);
  expect(seen).toEqual([
    [1, ''],
    [2, ''],
    [3, 'abc'],
  ]);
  expect(walk.cursor).toBeUndefined();
  expect(asked()[0]).toBe('/behind/a/proxy/movies/?cursor=&page_size=100');
});

test('a walk goes on from a cursor', async () => {
  server.script(page([3], null));
  expect(await idsOf(api.each('/movies/', { query: { cursor: 'abc' } }))).toEqual([3]);
  expect(asked()).toEqual(['/behind/a/proxy/movies/?cursor=abc&page_size=100']);
});

test('a walk that fails says where to go on from, in the error too', async () => {
  for (const [fault, kind] of [
    [problem(400, 'invalid-input'), ProblemError],
    [cut, ConnectionError],
  ] as const) {
    server.script(page([1], 'cursor=abc&page_size=100'), fault);
    const walk = new MovieApi({ baseUrl: server.origin, retries: 0 }).each('/movies/');
    const error = await idsOf(walk).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect([(error as ProblemError).cursor, walk.cursor]).toEqual(['abc', 'abc']);
  }
});

test('a walk waits longer than a single request, as long as it may', async () => {
  const full = problem(429, 'too-many-requests', { 'retry-after': '1' });
  const brief = new MovieApi({ baseUrl: server.origin, maxWait: 10 });
  server.script(full, page([1], null));
  await expect(brief.get('/movies/')).rejects.toMatchObject({ status: 429 });
  server.script(full, page([1], null));
  expect(await idsOf(brief.each('/movies/'))).toEqual([1]);
  server.script(page([1], 'cursor=abc'), full);
  const hasty = new MovieApi({ baseUrl: server.origin, maxWaitInWalk: 10 });
  await expect(idsOf(hasty.each('/movies/'))).rejects.toMatchObject({ status: 429, cursor: 'abc' });
  expect(asked()).toHaveLength(2);
});

test('… by number from the page that is asked for', async () => {
  server.script(page([3, 4], 'page=3', 5), page([5], null, 5));
  expect(await idsOf(api.each('/movies/', { query: { page: 2 } }))).toEqual([3, 4, 5]);
  expect(asked()).toEqual(['/behind/a/proxy/movies/?page=2', '/behind/a/proxy/movies/?page=3']);
});

test('a list without a cursor is walked by number', async () => {
  server.script(page([1], 'title=x&page=2', 2), page([2], null, 2));
  const counts: (number | null)[] = [];
  for await (const { count } of api.pages('/movies/search/', { query: { title: 'x' } }))
    counts.push(count);
  expect(counts).toEqual([2, 2]);
  expect(asked()[0]).toBe('/behind/a/proxy/movies/search/?title=x&page_size=100');
});

test('pages are read when they are needed', async () => {
  server.script(page([1, 2], 'cursor=abc'));
  for await (const { id } of api.each('/movies/')) if (id === 2) break;
  expect(asked()).toHaveLength(1);
});

test('a list that became shorter meanwhile ends; one that is not there does not', async () => {
  server.script(page([1], 'title=x&page=2', 2), problem(404, 'not-found'));
  expect(await idsOf(api.each('/movies/search/', { query: { title: 'x' } }))).toEqual([1]);
  await expect(idsOf(api.each('/movies/{id}/similar/', { path: { id: 9 } }))).rejects.toThrow(
    ProblemError,
  );
  server.script(page([1], 'cursor=abc'), problem(404, 'not-found'));
  await expect(idsOf(api.each('/movies/{id}/like/', { path: { id: 9 } }))).rejects.toThrow('404');
});

test('parameters with several values are joined by commas, also none', async () => {
  server.script(page([], null));
  await api.get('/movies/', { query: { ids: [3, 1, 2], ordering: ['-year', 'title'] } });
  await api.get('/movies/', { query: { ids: [] } });
  expect(asked()).toEqual([
    '/behind/a/proxy/movies/?ids=3%2C1%2C2&ordering=-year%2Ctitle',
    '/behind/a/proxy/movies/?ids=',
  ]);
});
