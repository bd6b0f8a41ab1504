import { ROUTES } from '../routes.table.js';
import { someMovie, someUser } from '../support/factories.js';
import { OpenApiReader } from '../support/openapi-reader.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Longer than any answer takes on a busy machine; work that doubles with each word takes minutes. */
const HANGS_MS = 15_000;
/** Bytes of an address that Node reads: 16 KiB of headers. */
const LONGEST = 15_000;

const WORDS =
  'in a small town by the sea man who has lost his wife and job gets to know girl wants be singer two of them go on road film love star night dead last';
const many = (text: string, bytes = LONGEST): string =>
  text.repeat(Math.floor(bytes / encodeURIComponent(text).length));
const pairs = Array.from({ length: 85 }, (_, at) => (at + 370).toString(36)).join(' ');

const VALUES: Record<string, string> = {
  'ordinary words': WORDS,
  'ordinary words that no title has all of': `${WORDS} before`,
  'as many words, each with an error': WORDS.replaceAll(/(\w)(\w)\b/g, '$2$1'),
  '85 words that nothing has': pairs,
  'twelve long words that nothing has': Array.from({ length: 12 }, (_, at) =>
    String.fromCodePoint(97 + at).repeat(20),
  ).join(' '),
  'one word again and again': 'film '.repeat(51),
  years: '1999 '.repeat(51),
  'a word of 255 letters': 'x'.repeat(255),
  'a word of very many letters': many('x'),
  'more than the server reads': 'x'.repeat(100_000),
  'very many words': many('film '),
  'combining marks, 255': `a${'\u0301\u0316'.repeat(127)}`,
  'very many combining marks': `a${many('\u0316', LONGEST / 2)}${many('\u0301', LONGEST / 2)}`,
  'letters that stand for many': '\uFDFA'.repeat(255),
  signs: '-'.repeat(255),
  'very many signs': many('-'),
  blanks: many(' '),
  wildcards: '%_'.repeat(127),
  'parts with commas': many('a,'),
  'parts with bars': 'a|'.repeat(499),
  '500 different genres': Array.from({ length: 250 }, (_, at) => at.toString(36)).join('|'),
  'sort keys': many('title,-year,'),
  'every sort key': 'year,-title,created_at,-updated_at,like_count,-comment_count',
  ids: many('1,'),
  'different ids': Array.from({ length: 2500 }, (_, at) => at + 1).join(','),
  digits: many('9'),
  'minus signs': many('-1'),
};

let t: TestApp;
let movie: number;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  const user = await someUser(t.api);
  const words = WORDS.split(' ');
  for (const [at, word] of words.entries()) {
    const title = [word, ...words.slice(at, at + 3)].join(' ');
    ({ id: movie } = await someMovie(t.api, user, { title, genres: [word, 'film'] }));
  }
  await someMovie(t.api, user, { title: WORDS });
  await t.dataSource.query('ANALYZE movie_search');
});
afterAll(() => t.close());

/** Asks, and asks meanwhile whether the process answers at all. @returns the status */
async function ask(path: string, headers?: Record<string, string>): Promise<number> {
  const started = performance.now();
  const asked = t.api.get(path, { headers });
  const alive = await t.api.get('/health/live/');
  expect([path.slice(0, 100), alive.status]).toEqual([path.slice(0, 100), 200]);
  const { status } = await asked;
  expect(performance.now() - started).toBeLessThan(HANGS_MS);
  expect([path.slice(0, 100), status < 500]).toEqual([path.slice(0, 100), true]);
  return status;
}

const { paths } = new OpenApiReader().document;
const OPERATIONS = ROUTES.filter(
  ({ method, access }) => method === 'GET' && access !== 'IsAuthenticated',
).map(({ path }) => {
  const [place, example = ''] = path.split('?');
  const parameters = (paths[place!]?.get?.parameters ?? []) as { name: string; in: string }[];
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return { path: place!, example, names };
});

test('there are lists, and their parameters are known', () => {
  const search = OPERATIONS.find(({ path }) => path === '/movies/search/');
  expect(search?.names).toEqual(expect.arrayContaining(['title', 'genre', 'page', 'year']));
});

describe.each(OPERATIONS)('GET $path', ({ path, example, names }) => {
  const filled = (): string => path.replace('{id}', String(movie));
  const others = (name: string): string => (example.startsWith(`${name}=`) ? '' : `&${example}`);

  test.each([...names, 'unknown'])('no value of %s stops the process', async (name) => {
    for (const value of Object.values(VALUES)) {
      await ask(`${filled()}?${name}=${encodeURIComponent(value)}${others(name)}`);
    }
    expect(await ask(`${filled()}?${many(`${name}=a&`)}`)).toBe(400);
  });
});

test.each(OPERATIONS.filter(({ path }) => path.includes('{id}')))(
  'no address stops GET $path',
  async ({ path }) => {
    for (const value of Object.values(VALUES)) {
      await ask(path.replace('{id}', encodeURIComponent(value)));
    }
  },
);

test.each(['title', 'genre', 'year', 'ordering', 'page', 'movie', 'unknown'])(
  'no value of %s stops the page for people',
  async (name) => {
    for (const value of Object.values(VALUES)) {
      await ask(`/?${name}=${encodeURIComponent(value)}`, { accept: 'text/html' });
    }
  },
);
