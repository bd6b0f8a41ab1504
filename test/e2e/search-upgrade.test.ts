import { createDataSource, pipelineOf } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { entities } from '../../src/entities.js';
import { DatabaseMetrics } from '../../src/database/database-metrics.js';
import { Replicas } from '../../src/database/replicas/replicas.js';
import { Sql } from '../../src/database/sql.js';
import { Transactions } from '../../src/database/transactions.js';
import { SearchRebuild } from '../../src/movies/search/rebuild.service.js';
import { formsOfTitle } from '../../src/movies/search/title-forms.js';
import { titleKey, titleWords } from '../../src/movies/search/title-words.js';
import { cloneDatabase } from '../support/cluster.js';

/** Migrations that a database of before the search's own table has. */
const RELEASED = 7;

const TITLES: [title: string, original: string | null][] = [
  ['The Godfather: Part II', null],
  ['Seven Samurai', '七人の侍'],
  ['Se7en', null],
  ['A', null],
  ['Twenty-One Days', 'Les Vingt et un jours'],
  ['$$$', '\u0301'],
];

test('movies from before are found, and a rebuild makes their forms as new ones have them', async () => {
  const { connection, drop } = await cloneDatabase();
  const source = await createDataSource(connection, { entities }).initialize();
  for (let applied = migrations.length; applied > RELEASED; applied -= 1) {
    await source.undoLastMigration();
  }
  const words = (title: string): string => titleWords(title).join(' ');
  for (const [title, original] of TITLES) {
    await source.query(
      `INSERT INTO movies (title, title_key, search_title, original_title, search_original_title)
       VALUES ($1, $2, $3, $4, $5)`,
      [title, titleKey(title), words(title), original, original === null ? null : words(original)],
    );
  }
  await source.query('UPDATE movie_counts SET like_count = movie_id % 4');
  const [before] = await source.query('SELECT document, updated_at FROM movies ORDER BY id');
  await migrate(source);

  const rows = () =>
    source.query(
      `SELECT movies.*, search.like_count, tsvector_to_array(search.words) AS found,
         search.joined_title AS searched
       FROM movies JOIN movie_search AS search ON search.movie_id = movies.id ORDER BY movies.id`,
    );
  const migrated = await rows();
  expect(migrated).toHaveLength(TITLES.length);
  expect(migrated[0]).toMatchObject({ ...before, joined_title: 'godfatherpartii' });
  for (const { id, like_count, found, title } of migrated) {
    expect(like_count).toBe(id % 4);
    expect(found).toEqual(expect.arrayContaining(titleWords(title)));
  }

  const metrics = new DatabaseMetrics();
  const pipeline = pipelineOf(source);
  const transactions = new Transactions(source, metrics);
  const sql = new Sql(source, transactions, pipeline, metrics, new Replicas([], pipeline));
  const rebuild = new SearchRebuild(sql);
  expect(await rebuild.run()).toBe(4); // II, seven, se7en, twenty-one
  for (const row of await rows()) {
    const forms = formsOfTitle(row.title);
    expect([row.joined_title, row.searched, row.title_terms]).toEqual([
      forms.joined,
      forms.joined,
      forms.terms,
    ]);
    expect(row.found).toEqual(expect.arrayContaining(forms.terms));
  }
  expect(await rebuild.run()).toBe(0);
  await pipeline.close();
  await source.destroy();
  await drop();
});
