// A large catalogue: an imported one, copied within the database until there are enough.

/** Columns of a copy that are not the original's; the triggers write the derived ones anew. */
const different = (copy, left) => ({
  title: `title || ' ${copy}'`,
  title_key: `title_key || ' ${copy}'`,
  joined_title: `joined_title || '${copy}'`,
  title_terms: `title_terms || '${copy}'::text`,
  imdb_id: 'NULL',
  source: 'NULL',
  source_id: 'NULL',
  // One in twenty has no year, which puts it at the end of its list.
  year: 'CASE WHEN id % 20 = 0 THEN NULL ELSE year END',
  release_date: 'CASE WHEN id % 20 = 0 THEN NULL ELSE release_date END',
  // Older than the imported ones and a second apart; the later the copy, the newer.
  created_at: `created_at - (${left} - id) * interval '1 second'`,
  updated_at: `created_at - (${left} - id) * interval '1 second'`,
});

/** Most movies have few likes, a handful have hundreds. Who likes them is left out. */
const LIKES = 'UPDATE movie_counts SET like_count = floor(1000 * power(random(), 12))';

/**
 * @param {import('pg').Client} client
 * @param {number} imported how many there are
 * @param {number} wanted how many there are to be
 */
export async function multiply(client, imported, wanted) {
  const { rows } = await client.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = 'movies' AND is_identity = 'NO' ORDER BY ordinal_position`,
  );
  const names = rows.map(({ name }) => name);
  const columns = names.map((name) => `"${name}"`);
  await client.query('SET synchronous_commit = off');
  for (let done = imported; done < wanted; done += imported) {
    const others = different(done / imported, wanted - done);
    await client.query(`
      INSERT INTO movies (${columns.join(', ')})
      SELECT ${names.map((name, index) => others[name] ?? columns[index]).join(', ')}
      FROM movies WHERE source_id IS NOT NULL ORDER BY id LIMIT ${wanted - done}`);
  }
  await client.query('SELECT setseed(0.5)');
  await client.query(LIKES);
}
