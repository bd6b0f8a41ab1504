import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
});
afterAll(() => t.close());

/** What stands beside a movie's genres, and what the movie itself says. */
async function links(id: number): Promise<{ stored: unknown[]; right: unknown[] }> {
  const stored: unknown[] = await t.dataSource.query(
    `SELECT genre_id, created_at, year, language, ARRAY(SELECT unnest(genre_ids) ORDER BY 1) AS genre_ids
     FROM movie_genres WHERE movie_id = $1 ORDER BY genre_id`,
    [id],
  );
  const right: unknown[] = await t.dataSource.query(
    `SELECT genres.id AS genre_id, created_at, year, language,
       array_agg(genres.id) OVER (ORDER BY genres.id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS genre_ids
     FROM movies JOIN genres ON genres.name = ANY (movies.genres)
     WHERE movies.id = $1 ORDER BY genres.id`,
    [id],
  );
  return { stored, right };
}

/** Whether what `title=` looks in says what the movie says. */
async function isTitleRight(id: number): Promise<boolean> {
  const rows: unknown[] = await t.dataSource.query(
    `SELECT FROM movie_titles AS titles JOIN movies ON movies.id = titles.movie_id
     WHERE movies.id = $1 AND (titles.title_key, titles.year, titles.language)
       IS NOT DISTINCT FROM (movies.title_key, movies.year, movies.language)`,
    [id],
  );
  return rows.length === 1;
}

const patch = async (id: number, change: Record<string, unknown>): Promise<void> => {
  const { status } = await t.api.patch(`/movies/${id}/`, change, { token: user.token });
  expect(status).toBe(200);
};

const MOVIE = { genres: ['Drama', 'War'], year: 1999, language: 'en' };

test.each([
  [{ year: 2001 }],
  [{ year: null }],
  [{ language: 'fr' }],
  [{ language: null }],
  [{ release_date: '1980-05-01' }],
  [{ genres: ['War', 'Comedy', 'Crime'] }],
  [{ genres: [] }],
  [{ genres: ['Crime'], year: null, language: 'sv' }],
  [{ title: 'Another title' }],
])('follows %j', async (change) => {
  const { id } = await someMovie(t.api, user, MOVIE);
  const before = await links(id);
  expect(before.stored).toHaveLength(2);
  expect(before.stored).toEqual(before.right);
  await patch(id, change);
  const { stored, right } = await links(id);
  expect(stored).toEqual(right);
  expect(await isTitleRight(id)).toBe(true);
});

test('follows edits that meet', async () => {
  const { id } = await someMovie(t.api, user, MOVIE);
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([
      patch(id, { year: 1950 + round }),
      patch(id, { language: ['en', 'fr', 'sv'][round % 3] }),
      patch(id, { genres: [['Drama', 'War'], ['Comedy'], ['War', 'Crime']][round % 3] }),
      patch(id, { year: 2000 + round, genres: ['Drama', 'Comedy'] }),
    ]);
    const { stored, right } = await links(id);
    expect(stored.length).toBeGreaterThan(0);
    expect(stored).toEqual(right);
  }
});

test('follows one statement that edits several movies', async () => {
  const ids: number[] = [];
  for (let left = 3; left > 0; left -= 1) ids.push((await someMovie(t.api, user, MOVIE)).id);
  await t.dataSource.query(
    `UPDATE movies SET year = 1900 + id % 100, genres = CASE WHEN id = $1 THEN '{War}' ELSE genres END
     WHERE id = ANY ($2)`,
    [ids[0], ids],
  );
  for (const id of ids) {
    const { stored, right } = await links(id);
    expect(stored).toHaveLength(id === ids[0] ? 1 : 2);
    expect(stored).toEqual(right);
    expect(await isTitleRight(id)).toBe(true);
  }
});

test('a catalogue that is emptied at one stroke leaves nothing, and takes movies again', async () => {
  await t.dataSource.query('TRUNCATE movies RESTART IDENTITY CASCADE');
  const [rest] = await t.dataSource.query(
    `SELECT (SELECT count(*) FROM movie_counts) + (SELECT count(*) FROM movie_genres)
       + (SELECT count(*) FROM movie_search) + (SELECT count(*) FROM movie_titles) + (SELECT count(*) FROM movie_totals) AS count`,
  );
  expect(rest.count).toBe(0);
  const movie = await someMovie(t.api, await someUser(t.api), { genres: ['Again'] });
  expect((await t.api.get('/movies/')).body.count).toBe(1);
  expect((await t.api.get('/movies/genre/?genre=again')).body.results[0].id).toBe(movie.id);
});
