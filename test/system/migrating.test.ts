import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { someFolder } from '../support/command.js';
import { next, PASSWORD, someMovie, someUser, type TestUser } from '../support/factories.js';
import { until } from '../support/processes.js';
import { run } from '../support/recipe-runs.js';
import { readRecipes } from '../support/recipes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const readDocs = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

let t: TestApp;
let ada: TestUser;
let headers: { authorization: string };
beforeAll(async () => {
  t = await startTestApp();
  ada = await someUser(t.api);
  headers = { authorization: `Token ${ada.token}` };
});
afterAll(() => t.close());

describe('a client of the original', () => {
  test('signs up, without the second password', async () => {
    const username = `user${next()}`;
    const input = { username, email: `${username}@example.org`, password: PASSWORD };
    const refused = await t.api.post('/register/', { ...input, password_two: PASSWORD });
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'password_two']);
    const { status, body } = await t.api.post('/register/', input);
    expect(status).toBe(201);
    expect(body).toMatchObject({ message: expect.any(String), token: expect.any(String) });
    expect((await t.api.post('/register/', input)).status).toBe(409);
  });

  test('signs in: another token each time, and 401 where it was 400', async () => {
    const input = { username: ada.username, password: PASSWORD };
    const [one, other] = [await t.api.post('/login/', input), await t.api.post('/login/', input)];
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.body.token).not.toBe(other.body.token);
    expect(one.body.token.length).toBeGreaterThan(40);
    expect((await t.api.post('/login/', { ...input, password: 'wrong' })).status).toBe(401);
    const bye = await t.api.post('/logout', undefined, {
      headers: { authorization: `Token ${one.body.token}` },
    });
    expect([bye.status, bye.body]).toEqual([200, { message: expect.any(String) }]);
    expect((await t.api.get('/me/', { token: one.body.token })).status).toBe(401);
    expect((await t.api.get('/me/', { token: other.body.token })).status).toBe(200);
  });

  test('creates by JSON, with names for genres and cast', async () => {
    const form = await t.api.send('POST', '/movies/', {
      raw: 'title=Heat',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
    for (const field of ['actors', 'trailer_link', 'views_count']) {
      const { status, body } = await t.api.post(
        '/movies/',
        { title: 'Heat', [field]: 1 },
        { headers },
      );
      expect([status, body.errors[0].field]).toEqual([400, field]);
    }
    const input = { title: 'Heat', genres: ['Crime'], cast: ['Al Pacino'] };
    const { status, body } = await t.api.post('/movies', input, { headers });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...input, description: null, creator: { id: ada.id } });
    expect((await t.api.post('/movies/', input)).status).toBe(401);
  });

  test('likes, and again', async () => {
    const { id } = await someMovie(t.api, ada);
    const like = (): Promise<number> =>
      t.api.post(`/movies/${id}/like/`, undefined, { headers }).then(({ status }) => status);
    expect([await like(), await like()]).toEqual([201, 200]);
    const { body } = await t.api.get(`/movies/${id}/like/`);
    expect(body).toMatchObject({ like_count: 1, results: [{ username: ada.username }] });
  });

  test('finds rows in results', async () => {
    const { id } = await someMovie(t.api, ada, { title: 'Metropolis', genres: ['Silent'] });
    await t.api.post(`/movies/${id}/comments/`, { text: 'Loud.' }, { headers });
    for (const path of [
      `/movies/${id}/comments/`,
      '/movies/search/?title=metropolis',
      '/movies/genre/?genre=silent',
    ])
      expect((await t.api.get(path)).body).toMatchObject({ count: 1, results: [{}] });
    expect((await t.api.get('/movies/genre/?genre=Nowhere')).body.count).toBe(0);
    const byQ = await t.api.get('/movies/search/?q=metropolis');
    expect(byQ.status).toBe(400);
    expect(byQ.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'q',
      'title',
    ]);
  });
});

const hasPython = spawnSync('python3', ['--version']).error === undefined;
if (!hasPython && process.env['CI']) throw new Error('The move of users needs python3');
if (!hasPython) process.stderr.write('Skipped: no python3 for the move of users\n');

const withPython = hasPython ? describe : describe.skip;
withPython('moving the users', () => {
  test('signs them up, sends a mail, and tells of those who do not fit', async () => {
    const folder = someFolder();
    const files = {
      ...readRecipes(readDocs('recipes.md')).files,
      ...readRecipes(readDocs('migrating-from-django.md')).files,
    };
    for (const [name, text] of Object.entries(files))
      folder.write(name, text.replaceAll('http://127.0.0.1:8000', t.api.origin));
    const users = [
      { username: 'grace', email: 'grace@example.org' },
      { username: 'o', email: 'o@example.org' },
      { username: ada.username, email: 'another@example.org' },
    ];
    folder.write('users.ndjson', users);
    try {
      const lines = (await run('python3', ['move_users.py'], folder.path)).trim().split('\n');
      expect(lines).toEqual([
        'grace has a mail',
        expect.stringMatching(/^o: username .*3/),
        expect.stringMatching(new RegExp(`^${ada.username}: username .*taken`)),
      ]);
      const mails = join(t.dataDir, 'mail');
      await until('the mail for grace', () =>
        readdirSync(mails)
          .filter((name) => name.endsWith('.eml')) // what is still being written has another ending
          .some((name) =>
            readFileSync(join(mails, name), 'utf8').includes('To: grace@example.org'),
          ),
      );
    } finally {
      folder.remove();
    }
  });
});
