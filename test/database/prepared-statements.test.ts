import { BESIDE, restBackground } from '../support/plans.js';
import { hearStatements } from '../support/sent-statements.js';
import { loadDocument } from '../support/openapi.js';
import { operationExamples, type OperationExample } from '../support/operations.js';
import { someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LARGEST = 100;
/** What all that a server sends comes to. Each connection keeps every one that it has seen. */
const MOST_STATEMENTS = 120;

let t: TestApp;
let user: TestUser;
let ids: { movie: number; comment: number };
let lists: OperationExample[];
/** The names of the prepared statements that were sent. */
const names = new Set<string>();
let stop: () => void;

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
  const movie = await someMovie(t.api, user, { title: 'The Film', genres: ['Drama', 'Crime'] });
  const comment = await someComment(t.api, user, movie.id);
  ids = { movie: movie.id, comment: comment.id };
  for (let movies = 0; movies < 3; movies += 1) {
    const { id } = await someMovie(t.api, user, { title: 'The Film', genres: ['Drama'] });
    await t.api.post(`/movies/${id}/like/`, undefined, user);
    await someComment(t.api, user, movie.id);
    await someComment(t.api, user, movie.id, { parent_id: comment.id });
  }
  lists = operationExamples(await loadDocument()).filter((operation) => operation.has('page_size'));
  await restBackground(t.dataSource);
  stop = hearStatements(({ name, text }) => {
    if (name !== undefined && !BESIDE.test(text)) names.add(name);
  });
});
afterAll(async () => {
  stop();
  await t.close();
});

/** Asks a list for a slice. */
async function ask(
  list: OperationExample,
  slice: Record<string, unknown>,
  asker?: TestUser,
): Promise<void> {
  const id = list.path.startsWith('/comments/') ? ids.comment : ids.movie;
  const query = new URLSearchParams({ ...list.query, ...slice } as Record<string, string>);
  const url = `${list.path.replace('{id}', String(id))}?${query.toString()}`;
  const { status } = await t.api.get(url, asker);
  expect([200, 404]).toContain(status); // 404: past the last page
}

/** Pages and cursors as they differ, of one list and one size. */
const slices = (list: OperationExample, page_size: number): Record<string, unknown>[] => [
  { page_size },
  { page_size, page: 2 },
  ...(list.has('cursor') ? [{ page_size, cursor: '' }] : []),
];

const mayAskAs = (list: OperationExample): (TestUser | undefined)[] =>
  list.path.startsWith('/me/') ? [user] : [user, undefined];

test('lists of every size are read by the same prepared statements', async () => {
  expect(lists.length).toBeGreaterThan(10);
  for (const list of lists) {
    for (const asker of mayAskAs(list)) {
      for (const slice of slices(list, 20)) await ask(list, slice, asker);
    }
  }
  const few = names.size;
  for (let size = 1; size <= LARGEST; size += 1) {
    await Promise.all(
      lists.map((list) => {
        const kinds = slices(list, size);
        const askers = mayAskAs(list);
        return ask(list, kinds[size % kinds.length]!, askers[size % askers.length]);
      }),
    );
  }
  expect(names.size).toBe(few);
}, 120_000);

/** Ways to ask for movies, in all their combinations. */
const GENRES = [undefined, 'Drama', 'Drama,Crime', 'Drama|Crime|Noir'];
const FILTERS = [{}, { year: 1999 }, { year_min: 1950, language: 'en' }, { title: 'film' }];
const ORDERINGS = ['-created_at', 'created_at', 'title', '-title', 'year', '-year', '-like_count'];
const PAIRS = ['year,title', '-like_count,title', 'title,-created_at'];

test('combinations of filters, orders and cursors add few prepared statements', async () => {
  const before = names.size;
  const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search;
  for (const genre of GENRES) {
    for (const filter of FILTERS) {
      await Promise.all(
        [...ORDERINGS, ...PAIRS].map(async (ordering) => {
          const given = { ...(genre === undefined ? {} : { genre }), ...filter, ordering };
          const query = new URLSearchParams(given as unknown as Record<string, string>).toString();
          await t.api.get(`/movies/?${query}&page=2&page_size=1`);
          const { body } = await t.api.get(`/movies/?${query}&cursor=&page_size=1`);
          if (body.next !== null) await t.api.get(pathOf(body.next));
        }),
      );
    }
  }
  for (let count = 1; count <= LARGEST; count += 1) {
    const wanted = Array.from({ length: count }, (_, index) => index + 1).join(',');
    await t.api.get(`/movies/?ids=${wanted}`);
  }
  expect(names.size - before).toBeLessThan(30);
  expect(names.size).toBeLessThan(MOST_STATEMENTS);
}, 120_000);
