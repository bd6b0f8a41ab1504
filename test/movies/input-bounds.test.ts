import { importHere } from '../support/import.js';
import { someFolder } from '../support/command.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
});
afterAll(() => t.close());

describe('a long text is refused for its length', () => {
  const ADDRESS = `https://${'a'.repeat(95_000)}\u0001`;
  const MARKS = `a${'\u0301\u0316'.repeat(20_000)}`;

  test.each([
    ['poster_url', ADDRESS, 2048],
    ['title', MARKS, 255],
    ['description', MARKS, 10_000],
  ])('%s, by POST and by PATCH', async (field, text, max) => {
    const message = `must have at most ${max} characters`;
    const { id } = await someMovie(t.api, user);
    for (const [method, path] of [
      ['POST', '/movies/'],
      ['PATCH', `/movies/${id}/`],
    ] as const) {
      const json = { title: 'Long', [field]: text };
      const { status, body } = await t.api.send(method, path, { json, token: user.token });
      expect([status, body.errors]).toEqual([400, [{ field, message }]]);
    }
  });

  test('in a catalogue, too', async () => {
    const folder = someFolder();
    const path = join(folder.path, 'long.ndjson');
    writeFileSync(path, `${JSON.stringify({ title: 'Long', poster_url: ADDRESS })}\n`);
    const { rejected } = await importHere(t, path);
    expect(rejected).toEqual(['1: poster_url must have at most 2048 characters']);
    folder.remove();
  });
});

describe('an answer lists 20 errors, and says how many more there are', () => {
  const fields = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
  const query = (count: number): string =>
    Array.from({ length: count }, (_, index) => `pgae${index}=1`).join('&');

  test.each<[string, string, string, unknown, number]>([
    ['unknown fields', 'POST', '/register/', fields(8000), 8003],
    ['fields where there is no body', 'POST', '/logout/', fields(8000), 8000],
    ['unknown parameters', 'GET', `/movies/?${query(1000)}`, undefined, 1000],
    ['parameters where there are none', 'GET', `/movies/1/?${query(1000)}`, undefined, 1000],
    ['elements', 'POST', '/movies/', { title: 'x', cast: Array<number>(100).fill(1) }, 100],
    ['broken texts', 'POST', '/movies/', { cast: Array<string>(9000).fill('\0') }, 9000],
    ['nested ones', 'POST', '/movies/', { x: { y: Array<string>(9000).fill('\0') } }, 9000],
  ])('%s', async (_, method, path, json, count) => {
    const { status, body, text } = await t.api.send(method, path, { json, token: user.token });
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(20);
    expect(body.detail).toMatch(new RegExp(` ${count - 20} more not listed\\.$`));
    expect(text.length).toBeLessThan(10_000);
  });

  test('of a list that is too long, one', async () => {
    const json = { title: 'x', cast: Array<number>(10_000).fill(1) };
    const { body } = await t.api.post('/movies/', json, { token: user.token });
    expect(body.errors).toEqual([{ field: 'cast', message: 'must have at most 100 elements' }]);
  });

  test('twenty are listed without a word more', async () => {
    const json = { title: 'x', cast: Array<number>(20).fill(1) };
    const { body } = await t.api.post('/movies/', json, { token: user.token });
    expect(body.errors).toHaveLength(20);
    expect(body.detail).toMatch(/cast\.19 must be a text\.$/);
  });

  test('and repeats no name at length', async () => {
    const { status, body } = await t.api.post('/login/', { ['🎬'.repeat(20_000)]: 1 });
    expect([status, body.errors[0]]).toEqual([
      400,
      { field: `${'🎬'.repeat(50)}…`, message: 'is not a known field' },
    ]);
  });
});

describe('a text of which nothing shows is blank', () => {
  const NOTHING = [
    '\u200B',
    '\u00AD\u2060',
    '\u202E',
    '\u3164',
    '\uFEFF \u200D',
    '\u2800',
    '\u0001',
  ];

  test.each(NOTHING)('%j', async (text) => {
    const blank = 'must not be blank';
    const movie = { title: text, genres: [text], cast: ['Ann', text] };
    const created = await t.api.post('/movies/', movie, { token: user.token });
    expect([created.status, created.body.errors]).toEqual([
      400,
      [
        { field: 'title', message: blank },
        { field: 'genres.0', message: blank },
        { field: 'cast.1', message: blank },
      ],
    ]);
    const { id } = await someMovie(t.api, user, { director: text, description: text });
    const { body } = await t.api.get(`/movies/${id}/`);
    expect([body.director, body.description]).toEqual([null, null]);
    const said = await t.api.post(`/movies/${id}/comments/`, { text }, { token: user.token });
    expect([said.status, said.body.errors]).toEqual([400, [{ field: 'text', message: blank }]]);
    const changed = await t.api.patch(`/movies/${id}/`, { title: text }, { token: user.token });
    expect(changed.status).toBe(400);
  });

  test('signs that do not show stay within a text', async () => {
    const title = '👩\u200D🚀 می\u200Cخواهم';
    expect((await someMovie(t.api, user, { title })).title).toBe(title);
  });
});
