// Filling a table is quicker without its indexes, and a new index is as small as it gets.

const INDEXES = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  JOIN pg_index ON indexrelid = format('%I.%I', schemaname, indexname)::regclass
  WHERE tablename IN ('movies', 'movie_counts', 'movie_genres', 'movie_titles') AND NOT indisunique`;

/**
 * @param {import('pg').Client} client
 * @param {() => Promise<void>} work
 */
export async function withoutIndexes(client, work) {
  const { rows } = await client.query(INDEXES);
  for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
  await work();
  for (const { definition } of rows) await client.query(definition);
}
