import { next, someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let owner: TestUser;
beforeAll(async () => {
  t = await startTestApp();
  owner = await someUser(t.api);
});
afterAll(() => t.close());

const someImdbId = () => `tt${String(next()).padStart(7, '0')}`;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const FULL = {
  title: 'La Haine',
  original_title: 'La Haine !',
  description: 'Twenty-four hours.\nSo far so good.',
  genres: ['Crime', 'Drama'],
  year: 1995,
  release_date: '1995-05-31',
  runtime_minutes: 98,
  language: 'fr',
  director: 'Mathieu Kassovitz',
  cast: ['Vincent Cassel', 'Hubert Koundé', 'Saïd Taghmaoui'],
  poster_url: 'https://example.org/la-haine.jpg?size=large',
  imdb_id: 'tt0113247',
};
/** What the optional fields are without a value. */
const { title: _title, ...optional } = FULL;
const NONE: Record<string, unknown> = Object.fromEntries(
  Object.entries(optional).map(([name, value]) => [name, Array.isArray(value) ? [] : null]),
);

const create = (input: object) => t.api.post('/movies/', input, { token: owner.token });
const patch = (id: number, input: object, { token } = owner) =>
  t.api.patch(`/movies/${id}/`, input, { token });
const remove = (id: number, { token } = owner) => t.api.delete(`/movies/${id}/`, { token });
const read = async (id: number, { token }: { token?: string } = {}) =>
  (await t.api.get(`/movies/${id}/`, { token })).body;
const list = async (query = '') => (await t.api.get(`/movies/?${query}`)).body;

describe('POST /movies/', () => {
  test.each<[string, Record<string, unknown>, object]>([
    ['every field', { ...FULL, imdb_id: 'tt0000113247' }, {}],
    ['the title alone', { title: 'Alone' }, NONE],
    ['null for the rest', { title: 'No more', ...NONE, genres: null, cast: null }, NONE],
  ])('stores %s and answers the whole movie', async (_, input, absent) => {
    const { status, headers, body } = await create(input);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${t.api.origin}/movies/${body.id}/`);
    expect(body).toEqual({
      ...input,
      ...absent,
      id: expect.any(Number),
      creator: { id: owner.id, username: owner.username },
      like_count: 0,
      comment_count: 0,
      liked_by_me: false,
      created_at: TIME,
      updated_at: body.created_at,
      url: `${t.api.origin}/movies/${body.id}/`,
    });
    expect(await read(body.id, owner)).toEqual(body);
  });

  test('text is trimmed and NFC, blank optional text is null', async () => {
    const blank = ['original_title', 'description', 'language', 'poster_url', 'imdb_id'];
    const texts = {
      title: ' Ame\u0301lie\n',
      director: ' J ',
      cast: [' e\u0301 '],
      genres: ['e\u0301'],
    };
    const { body } = await create({
      ...texts,
      ...Object.fromEntries(blank.map((name) => [name, ' \n'])),
    });
    expect(body).toMatchObject({
      title: 'Am\u00e9lie',
      director: 'J',
      cast: ['\u00e9'],
      genres: ['\u00e9'],
      ...Object.fromEntries(blank.map((name) => [name, null])),
    });
  });

  test('genres are matched without regard to case, new ones founded, duplicates folded', async () => {
    await create({ title: 'first', genres: ['Épouvante', 'Heist'] });
    const genres = ['HEIST', 'épouvante', 'heist', 'Brand New', 'brand new'];
    const { body } = await create({ title: 'second', genres });
    expect(body.genres).toEqual(['Heist', 'Épouvante', 'Brand New']);
    expect((await list('genre=HEIST')).count).toBe(2);
    expect((await list('genre=brand%20new')).count).toBe(1);
  });

  test('a genre founded by twenty requests at once is one genre', async () => {
    const spelling = (index: number) => (index % 2 ? ['Rush', 'Hurry'] : ['hurry', 'rush']);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create({ title: 'x', genres: spelling(index) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.genres.toSorted().join())).size).toBe(1);
    expect((await list('genre=RUSH,HURRY')).count).toBe(20);
  });

  test.each([
    ['sets the year', {}, 201],
    ['agrees with the year given', { year: 1972 }, 201],
    ['sets the year where that is null', { year: null }, 201],
    ['denies the year given', { year: 1971 }, 400],
  ])('release_date %s', async (_, input, status) => {
    const answer = await create({ title: 'x', release_date: '1972-03-24', ...input });
    expect([answer.status, answer.body.year ?? null]).toEqual([
      status,
      status === 201 ? 1972 : null,
    ]);
  });
});

describe('GET /movies/{id}/', () => {
  test('liked_by_me is null for the anonymous, else whether one likes it', async () => {
    const { id } = await someMovie(t.api, owner);
    const fan = await someUser(t.api);
    expect((await read(id, fan)).liked_by_me).toBe(false);
    await t.api.post(`/movies/${id}/like/`, undefined, { token: fan.token });
    expect(await read(id, fan)).toMatchObject({ liked_by_me: true, like_count: 1 });
    expect(await read(id, owner)).toMatchObject({ liked_by_me: false, like_count: 1 });
    expect(await read(id)).toMatchObject({ liked_by_me: null, like_count: 1 });
  });

  test('what is no id of a movie is 404; the last slash is not needed', async () => {
    for (const id of ['999999', '0', '-1', '1.5', 'abc', '9'.repeat(30)]) {
      expect([id, (await t.api.get(`/movies/${id}/`)).status]).toEqual([id, 404]);
    }
    const movie = await someMovie(t.api, owner);
    expect((await t.api.get(`/movies/${movie.id}`, owner)).body).toEqual(movie);
  });
});

describe('PATCH /movies/{id}/', () => {
  const { release_date: _date, ...withoutDate } = FULL;

  test.each(Object.entries(withoutDate))(
    'changes %s, updated_at and no more',
    async (name, value) => {
      const before = await someMovie(t.api, owner);
      await new Promise((resolve) => setTimeout(resolve, 5)); // the clock has steps of 1 ms
      const { status, body } = await patch(before.id, { [name]: value });
      expect([status, body]).toEqual([200, { ...before, [name]: value, updated_at: TIME }]);
      expect(body.updated_at > before.updated_at).toBe(true);
      expect(await read(before.id, owner)).toEqual(body);
    },
  );

  test.each(Object.keys(NONE))('null clears %s', async (name) => {
    const dated = name === 'release_date' ? {} : { release_date: null };
    const before = await someMovie(t.api, owner, { ...FULL, ...dated, imdb_id: someImdbId() });
    const { status, body } = await patch(before.id, { [name]: null });
    expect([status, body]).toEqual([200, { ...before, [name]: NONE[name], updated_at: TIME }]);
  });

  test('the title cannot be cleared, and what is refused changes nothing', async () => {
    const before = await someMovie(t.api, owner);
    for (const title of [null, '', ' ']) {
      const { status, body } = await patch(before.id, { title, director: 'changed' });
      expect([status, body.errors[0].field]).toEqual([400, 'title']);
    }
    expect(await read(before.id, owner)).toEqual(before);
  });

  test('an empty body changes nothing, not even updated_at', async () => {
    const before = await someMovie(t.api, owner, { ...FULL, imdb_id: someImdbId() });
    expect(await patch(before.id, {})).toMatchObject({ status: 200, body: before });
    expect(await read(before.id, owner)).toEqual(before);
  });

  test.each<[string, object, object | 400]>([
    ['a year that denies the date', { year: 1996 }, 400],
    ['no year beneath a date', { year: null }, 400],
    ['a new date and another year', { release_date: '2001-02-03', year: 1995 }, 400],
    ['the year of the date', { year: 1995 }, {}],
    ['a new date, which moves the year', { release_date: '2001-02-03' }, { year: 2001 }],
    ['a new date and its year', { release_date: '2001-02-03', year: 2001 }, {}],
    ['no date, which keeps the year', { release_date: null }, { year: 1995 }],
    ['no date and another year', { release_date: null, year: 2000 }, {}],
    ['neither', { release_date: null, year: null }, {}],
  ])('takes or refuses %s', async (_, input, effect) => {
    const before = await someMovie(t.api, owner, { release_date: '1995-05-31' });
    const { status, body } = await patch(before.id, input);
    const after = effect === 400 ? before : { ...before, ...input, ...effect, updated_at: TIME };
    expect([status, await read(before.id, owner)]).toEqual([effect === 400 ? 400 : 200, after]);
    if (effect === 400) expect(body.errors[0].field).toMatch(/^(year|release_date)$/);
  });

  test('genres are replaced, and the lists of genres follow', async () => {
    const { id } = await someMovie(t.api, owner, { genres: ['Gone', 'Staying'] });
    expect((await patch(id, { genres: ['STAYING', 'Coming'] })).body.genres).toEqual([
      'Staying',
      'Coming',
    ]);
    expect(await list('genre=gone')).toMatchObject({ count: 0, results: [] });
    for (const genre of ['staying', 'coming', 'coming,staying']) {
      expect(await list(`genre=${genre}`)).toMatchObject({ count: 1, results: [{ id }] });
    }
  });
});

test('DELETE takes likes and comments along, and the counts of lists follow', async () => {
  const fan = await someUser(t.api);
  const { id } = await someMovie(t.api, owner, { genres: ['Doomed'] });
  const other = await someMovie(t.api, owner, { genres: ['Doomed'] });
  await t.api.post(`/movies/${id}/like/`, undefined, { token: fan.token });
  const { id: parent_id } = await someComment(t.api, fan, id);
  await someComment(t.api, owner, id, { parent_id });
  const { count } = await list();
  expect((await list(`liked_by=${fan.id}`)).count).toBe(1);

  expect(await remove(id)).toMatchObject({ status: 204, text: '' });
  for (const path of ['', 'like/', 'comments/']) {
    expect((await t.api.get(`/movies/${id}/${path}`)).status).toBe(404);
  }
  expect([(await remove(id)).status, (await patch(id, { title: 'x' })).status]).toEqual([404, 404]);
  for (const table of ['likes', 'comments']) {
    const rows = await t.dataSource.query(`SELECT FROM ${table} WHERE movie_id = $1`, [id]);
    expect(rows).toHaveLength(0);
  }
  expect((await list()).count).toBe(count - 1);
  expect(await list('genre=doomed')).toMatchObject({ count: 1, results: [{ id: other.id }] });
  expect((await list(`liked_by=${fan.id}`)).count).toBe(0);
});

test('a movie outlives its creator', async () => {
  const leaving = await someUser(t.api);
  const before = await someMovie(t.api, leaving, { ...FULL, imdb_id: someImdbId() });
  await t.dataSource.query('DELETE FROM users WHERE id = $1', [leaving.id]);
  expect(await read(before.id, owner)).toEqual({ ...before, creator: null });
  expect((await list(`ids=${before.id}`)).results[0].creator).toBeNull();
  expect((await patch(before.id, { title: 'Mine now' })).status).toBe(403);
});

describe('an imdb_id that another movie has', () => {
  const conflictWith = (id: number) => ({
    status: 409,
    body: { errors: [{ field: 'imdb_id', message: expect.stringMatching(`\\b${id}\\b`) }] },
  });

  test('is 409 that names the first movie, until that is gone', async () => {
    const imdb_id = someImdbId();
    const first = await someMovie(t.api, owner, { imdb_id });
    const second = await someMovie(t.api, owner);
    expect(await create({ title: 'x', imdb_id })).toMatchObject(conflictWith(first.id));
    expect(await patch(second.id, { imdb_id })).toMatchObject(conflictWith(first.id));
    expect((await patch(first.id, { imdb_id })).status).toBe(200);
    await remove(first.id);
    expect(await patch(second.id, { imdb_id })).toMatchObject({ status: 200, body: { imdb_id } });
  });

  test.each([
    ['POST', (imdb_id: string) => create({ title: 'x', imdb_id })],
    ['PATCH', async (imdb_id: string) => patch((await someMovie(t.api, owner)).id, { imdb_id })],
  ])('is 409 for all but one %s of several at once', async (_, write) => {
    const imdb_id = someImdbId();
    const answers = await Promise.all(Array.from({ length: 6 }, () => write(imdb_id)));
    const [winner, ...others] = answers.toSorted((one, other) => one.status - other.status);
    expect(winner!.status).toBeLessThan(300);
    for (const answer of others) expect(answer).toMatchObject(conflictWith(winner!.body.id));
  });
});

test('an admin may change and delete the movies of others, who stay their creators', async () => {
  const admin = await someUser(t.api);
  const { id } = await someMovie(t.api, owner);
  expect((await patch(id, { title: 'x' }, admin)).status).toBe(403);
  expect((await remove(id, admin)).status).toBe(403);
  await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
  const { status, body } = await patch(id, { title: 'Edited' }, admin);
  expect([status, body.title, body.creator.id]).toEqual([200, 'Edited', owner.id]);
  expect((await remove(id, admin)).status).toBe(204);
  expect((await read(id)).status).toBe(404);
});

test('a movie whose COMMIT fails is told without the tag and address that it would have had', async () => {
  await t.dataSource.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON movies DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION refuse();
  `);
  const headers = { 'idempotency-key': 'refused' };
  const { token } = owner;
  const answer = await t.api.post('/movies/', { title: 'Never' }, { token, headers });
  await t.dataSource.query('DROP TRIGGER refuse ON movies; DROP FUNCTION refuse');
  expect(answer.status).toBe(500);
  for (const name of ['etag', 'location']) expect(answer.headers.get(name)).toBeNull();
});
