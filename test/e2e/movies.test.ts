import { next, someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let owner: TestUser;
beforeAll(async () => {
  t = await startTestApp();
  owner = await someUser(t.api);
});
afterAll(() => t.close());

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** Every writable field. */
const fullMovie = () => ({
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
  imdb_id: `tt${String(next()).padStart(7, '0')}`,
});

const ABSENT = {
  original_title: null,
  description: null,
  genres: [],
  year: null,
  release_date: null,
  runtime_minutes: null,
  language: null,
  director: null,
  cast: [],
  poster_url: null,
  imdb_id: null,
};

const create = (json: object) => t.api.post('/movies/', json, { token: owner.token });
const patch = (id: number, json: object) => t.api.patch(`/movies/${id}/`, json, { token: owner.token });
const read = async (id: number) => (await t.api.get(`/movies/${id}/`)).body;
const count = async (query = '') => (await t.api.get(`/movies/?${query}`)).body.count;
/** Longer than the clock's step, so that a new time differs. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

const written = (input: object, id: number) => ({
  ...ABSENT,
  ...input,
  id,
  creator: { id: owner.id, username: owner.username },
  like_count: 0,
  comment_count: 0,
  liked_by_me: false,
  created_at: TIME,
  updated_at: TIME,
  url: `${t.api.origin}/movies/${id}/`,
});

describe('POST /movies/', () => {
  test.each([
    ['every field', fullMovie()],
    ['the title alone', { title: 'Alone' }],
    ['null for all else', { ...ABSENT, title: 'Nothing else', genres: null, cast: null }],
  ])('creates a movie from %s and answers the whole of it', async (_, input) => {
    const { status, headers, body } = await create(input);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${t.api.origin}/movies/${body.id}/`);
    const { genres, cast } = { ...ABSENT, ...input };
    expect(body).toEqual(written({ ...input, genres: genres ?? [], cast: cast ?? [] }, body.id));
    expect(body.updated_at).toBe(body.created_at);
    expect(await read(body.id)).toEqual({ ...body, liked_by_me: null });
  });

  test('text is trimmed and NFC', async () => {
    const { body } = await create({ title: '  Ame\u0301lie\n', director: ' J ', cast: [' Ame\u0301 '], genres: [' Noe\u0308l '] });
    expect(body).toMatchObject({ title: 'Am\u00e9lie', director: 'J', cast: ['Am\u00e9'], genres: ['No\u00ebl'] });
  });

  test('blank optional text is null', async () => {
    const names = ['original_title', 'description', 'language', 'director', 'poster_url', 'imdb_id'];
    const { status, body } = await create({ title: 'x', ...Object.fromEntries(names.map((name) => [name, '  '])) });
    expect(status).toBe(201);
    for (const name of names) expect([name, body[name]]).toEqual([name, null]);
  });

  test('genres are matched without regard to case, new ones are founded, duplicates folded', async () => {
    await create({ title: 'first', genres: ['Épouvante', 'Heist'] });
    const { body } = await create({ title: 'x', genres: ['HEIST', 'épouvante', 'heist', 'Brand New', 'brand new'] });
    expect(body.genres.toSorted()).toEqual(['Brand New', 'Heist', 'Épouvante']);
    expect(await count('genre=brand%20new')).toBe(1);
    expect(await count('genre=HEIST')).toBe(2);
  });

  test('one new genre founded by twenty requests at once is one genre', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => create({ title: 'x', genres: [i % 2 ? 'Rush' : 'rush', 'Hurry'] })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.genres.join())).size).toBe(1);
    expect(await count('genre=RUSH')).toBe(20);
  });

  test.each([
    ['sets the year', {}, 201],
    ['agrees with the year given', { year: 1972 }, 201],
    ['sets the year where that is null', { year: null }, 201],
    ['denies the year given', { year: 1971 }, 400],
  ])('release_date %s', async (_, input, status) => {
    const answer = await create({ title: 'x', release_date: '1972-03-24', ...input });
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.body).toMatchObject({ year: 1972, release_date: '1972-03-24' });
    else expect(answer.body.errors[0].field).toMatch(/^(year|release_date)$/);
  });

  test.each<[string, unknown[], unknown[]]>([
    ['title', ['😀'.repeat(255)], ['', ' ', 'x'.repeat(256), 7]],
    ['original_title', ['😀'.repeat(255)], ['x'.repeat(256)]],
    ['description', ['é'.repeat(10_000)], ['x'.repeat(10_001)]],
    ['genres', [['x'.repeat(50)], [..."0123456789"]], [['x'.repeat(51)], [...'0123456789a'], ['a,b'], ['a|b'], [''], 'Drama']],
    ['year', [1870, 2100], [1869, 2101, 1999.5, '1999']],
    ['release_date', ['2000-02-29'], ['2001-02-29', '1869-12-31', '2101-01-01', '31.12.1999', 1999]],
    ['runtime_minutes', [1, 1000], [0, 1001, -1, '90']],
    ['language', ['en', 'ja'], ['english', 'e', 'xx', 1]],
    ['director', ['x'.repeat(255)], ['x'.repeat(256)]],
    ['cast', [['x'.repeat(255)], Array(100).fill('x')], [['x'.repeat(256)], Array(101).fill('x'), [null]]],
    ['poster_url', ['http://example.org/' + 'x'.repeat(2029)], ['http://example.org/' + 'x'.repeat(2030), 'ftp://example.org/', 'example.org', 'javascript:alert(1)']],
    ['imdb_id', ['tt9000001', 'tt9000000001'], ['tt123456', 'tt12345678901', 'nm0000001', '0000001']],
  ])('the limits of %s', async (field, accepted, refused) => {
    for (const value of accepted) expect([value, (await create({ title: 'x', [field]: value })).status]).toEqual([value, 201]);
    for (const value of refused) {
      const { status, body } = await create({ title: 'x', [field]: value });
      expect([value, status]).toEqual([value, 400]);
      expect(body.errors[0].field.split('.')[0]).toBe(field);
    }
  });
});

describe('GET /movies/{id}/', () => {
  test('liked_by_me is null for the anonymous, else whether one likes it', async () => {
    const { id } = await someMovie(t.api, owner);
    const fan = await someUser(t.api);
    const seenBy = async (token?: string) => (await t.api.get(`/movies/${id}/`, { token })).body.liked_by_me;
    expect(await seenBy()).toBeNull();
    expect(await seenBy(fan.token)).toBe(false);
    await t.api.post(`/movies/${id}/like/`, undefined, { token: fan.token });
    expect(await seenBy(fan.token)).toBe(true);
    expect(await seenBy(owner.token)).toBe(false);
    expect(await seenBy()).toBeNull();
  });

  test('an id that is not there, or none at all, is 404; the slash at the end is not needed', async () => {
    for (const id of ['999999', '0', '-1', '1.5', 'abc', '9'.repeat(30)]) {
      expect([id, (await t.api.get(`/movies/${id}/`)).status]).toEqual([id, 404]);
    }
    const movie = await someMovie(t.api, owner);
    expect((await t.api.get(`/movies/${movie.id}`)).body).toEqual({ ...movie, liked_by_me: null });
  });
});

describe('PATCH /movies/{id}/', () => {
  const { release_date: _, year: __, ...others } = fullMovie();
  test.each(Object.entries({ ...others, year: 2001 }))('changes %s and nothing else', async (field, value) => {
    const before = await someMovie(t.api, owner);
    await tick();
    const { status, body } = await patch(before.id, { [field]: value });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, [field]: value, updated_at: TIME });
    expect(body.updated_at > before.updated_at).toBe(true);
    expect(await read(before.id)).toEqual({ ...body, liked_by_me: null });
  });

  test.each(Object.keys(ABSENT).filter((name) => name !== 'year'))('null clears %s', async (field) => {
    const before = await someMovie(t.api, owner, fullMovie());
    const { status, body } = await patch(before.id, { [field]: null });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, [field]: ABSENT[field as 'cast'], updated_at: TIME });
  });

  test('the title cannot be cleared', async () => {
    const before = await someMovie(t.api, owner);
    for (const title of [null, '', '  ']) {
      const { status, body } = await patch(before.id, { title, director: 'changed' });
      expect([status, body.errors[0].field]).toEqual([400, 'title']);
    }
    expect(await read(before.id)).toEqual({ ...before, liked_by_me: null });
  });

  test('an empty body changes nothing, updated_at included', async () => {
    const before = await someMovie(t.api, owner, fullMovie());
    await tick();
    const { status, body } = await patch(before.id, {});
    expect([status, body]).toEqual([200, before]);
  });

  test.each([
    ['a year that denies the date', { year: 1996 }, 400],
    ['clearing the year beneath a date', { year: null }, 400],
    ['the year of the date', { year: 1995 }, { year: 1995, release_date: '1995-05-31' }],
    ['a new date moves the year', { release_date: '2001-02-03' }, { year: 2001, release_date: '2001-02-03' }],
    ['a new date and its year', { release_date: '2001-02-03', year: 2001 }, { year: 2001, release_date: '2001-02-03' }],
    ['a new date and another year', { release_date: '2001-02-03', year: 1995 }, 400],
    ['clearing the date keeps the year', { release_date: null }, { year: 1995, release_date: null }],
    ['clearing the date with another year', { release_date: null, year: 2000 }, { year: 2000, release_date: null }],
    ['clearing both', { release_date: null, year: null }, { year: null, release_date: null }],
  ])('year and release_date: %s', async (_name, input, expected) => {
    const before = await someMovie(t.api, owner, { release_date: '1995-05-31' });
    const { status, body } = await patch(before.id, input);
    if (expected !== 400) expect([status, body]).toEqual([200, { ...before, ...(expected as object), updated_at: TIME }]);
    else {
      expect([status, body.errors?.[0].field]).toEqual([400, expect.stringMatching(/^(year|release_date)$/)]);
      expect(await read(before.id)).toEqual({ ...before, liked_by_me: null });
    }
  });

  test('genres are replaced, and the lists of genres follow', async () => {
    const { id } = await someMovie(t.api, owner, { genres: ['Gone', 'Staying'] });
    const { body } = await patch(id, { genres: ['STAYING', 'Coming', 'coming'] });
    expect(body.genres).toEqual(['Staying', 'Coming']);
    const ids = async (genre: string) => {
      const list = (await t.api.get(`/movies/?genre=${genre}`)).body;
      expect(list.count).toBe(list.results.length);
      return list.results.map((movie: { id: number }) => movie.id);
    };
    expect([await ids('gone'), await ids('staying'), await ids('coming')]).toEqual([[], [id], [id]]);
  });
});
