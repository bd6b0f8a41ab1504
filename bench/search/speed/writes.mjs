// What the search costs whoever writes: the same statement with its triggers and indexes, and without
// them. Every transaction is rolled back.
import { figure, table } from '../../table.mjs';
import { median } from '../../windows.mjs';

/** Of 1,000 rows, and of one: the less there is to measure, the more often. */
const ROUNDS = { many: 9, one: 45 };

const SEARCH_TRIGGERS = `
  SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) AS off
  FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
  WHERE NOT tgisinternal AND tgrelid IN ('movies'::regclass, 'movie_counts'::regclass)
    AND (tgname ~ 'search|title_words' OR proname ~ 'search|title_words')`;

/** Of the movies' own table: those of tables that triggers write are not written without them. */
const SEARCH_INDEXES = `
  SELECT format('DROP INDEX %s', indexrelid::regclass) AS off FROM pg_index
  WHERE indrelid = 'movies'::regclass AND indexrelid::regclass::text ~ 'search'`;

/** Copies of movies that are there: their words are known, as most new titles' words are. */
async function copies(client, count) {
  const { rows } = await client.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = 'movies' AND is_identity = 'NO' AND is_generated = 'NEVER'
     ORDER BY ordinal_position`,
  );
  const unique = new Set(['imdb_id', 'source', 'source_id']);
  const names = rows.map(({ name }) => `"${name}"`).join(', ');
  const values = rows.map(({ name }) => (unique.has(name) ? 'NULL' : `"${name}"`)).join(', ');
  return `INSERT INTO movies (${names}) SELECT ${values} FROM movies
    WHERE id IN (SELECT id FROM chosen LIMIT ${count})`;
}

/** Outside the time that is taken. */
const CHOOSE = `CREATE TEMPORARY TABLE chosen ON COMMIT DROP AS
  SELECT id FROM movies TABLESAMPLE SYSTEM (10) ORDER BY random() LIMIT 1000`;

async function time(client, off, statement) {
  await client.query('BEGIN');
  try {
    for (const each of off) await client.query(each);
    await client.query(CHOOSE);
    await client.query('ANALYZE chosen');
    const started = performance.now();
    await client.query(statement);
    return performance.now() - started;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function compare(client, off, statement, rounds) {
  const [all, without] = [[], []];
  await time(client, [], statement); // the first one fills caches
  for (let round = 0; round < rounds; round += 1) {
    all.push(await time(client, [], statement));
    without.push(await time(client, off, statement));
  }
  return [median(all), median(without)];
}

export async function writes({ client }) {
  const off = [SEARCH_TRIGGERS, SEARCH_INDEXES].map((query) => client.query(query));
  const without = (await Promise.all(off)).flatMap(({ rows }) => rows.map((row) => row.off));
  const likes = (count) => `UPDATE movie_counts SET like_count = like_count + 1
    WHERE movie_id IN (SELECT id FROM chosen LIMIT ${count})`;
  const kinds = [
    ['INSERT of 1,000 movies', await copies(client, 1000), ROUNDS.many],
    ['INSERT of 1 movie', await copies(client, 1), ROUNDS.one],
    ['1,000 likes counted in one statement', likes(1000), ROUNDS.many],
    ['1 like counted', likes(1), ROUNDS.one],
  ];
  const rows = [];
  for (const [name, statement, rounds] of kinds) {
    const [all, less] = await compare(client, without, statement, rounds);
    rows.push([name, figure(all), figure(less), `× ${(all / less).toFixed(2)}`]);
  }
  return [
    `Writing, medians of ${ROUNDS.many} (of ${ROUNDS.one} for one row), in transactions that are rolled back (${without.length} triggers and indexes of the search left out):`,
    table(['', 'with the search, ms', 'without, ms', 'ratio'], rows),
  ].join('\n\n');
}
