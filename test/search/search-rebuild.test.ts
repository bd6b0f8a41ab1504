import { SearchRebuild } from '../../src/search/rebuild.service.js';
import { formsOfTitle } from '../../src/movies/title-forms.js';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TITLES: [title: string, original: string | null][] = [
  ['The Godfather: Part II', null],
  ['Seven Samurai', '七人の侍'],
  ['Se7en', null],
  ['A', null],
  ['Twenty-One Days', 'Les Vingt et un jours'],
  ['$$$', '\u0301'],
];

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());

test('movies that were written by other rules are found again after a rebuild', async () => {
  const user = await someUser(t.api);
  for (const [title, original_title] of TITLES) {
    await someMovie(t.api, user, { title, original_title });
  }
  const found = async (): Promise<number> =>
    (await t.api.get('/movies/search/?title=godfather+2')).body.count;
  await t.dataSource.query(
    `UPDATE movies SET joined_title = 'of other rules', title_terms = ARRAY['other'] WHERE id % 2 = 1`,
  );
  expect(await found()).toBe(0);

  const rebuild = t.app.get(SearchRebuild);
  expect(await rebuild.run()).toBe(3);
  expect(await found()).toBe(1);
  const rows = await t.dataSource.query(
    `SELECT movies.*, tsvector_to_array(search.words) AS found, search.joined_title AS searched
     FROM movies JOIN movie_search AS search ON search.movie_id = movies.id`,
  );
  expect(rows).toHaveLength(TITLES.length);
  for (const row of rows) {
    const forms = formsOfTitle(row.title);
    expect([row.joined_title, row.searched, row.title_terms]).toEqual([
      forms.joined,
      forms.joined,
      forms.terms,
    ]);
    expect(row.found).toEqual(expect.arrayContaining(forms.terms));
  }
  expect(await rebuild.run()).toBe(0);
});
