// How large that is which the search needs.
import { figure, table } from '../../table.mjs';

/** Tables of the search by their names, whichever there are, and what stands beside the movies. */
const SIZES = `
  SELECT relation.oid::regclass::text AS name, owner.relname AS of,
    CASE relation.relkind WHEN 'i' THEN 'index' ELSE 'table' END AS kind,
    pg_table_size(relation.oid) / 1048576.0 AS size,
    relation.reltuples AS rows
  FROM pg_class AS relation
  LEFT JOIN pg_index ON pg_index.indexrelid = relation.oid
  JOIN pg_class AS owner ON owner.oid = coalesce(pg_index.indrelid, relation.oid)
  WHERE relation.relkind IN ('r', 'i') AND relation.relnamespace = 'public'::regnamespace
    AND (owner.relname IN ('movies', 'movie_counts')
      OR owner.relname LIKE 'title\\_%' OR owner.relname LIKE 'movie\\_search%')
  ORDER BY owner.relname, relation.relkind DESC, size DESC`;

export async function sizes({ client }) {
  const { rows } = await client.query(SIZES);
  const isSearch = (row) => !['movies', 'movie_counts'].includes(row.of) || /search/.test(row.name);
  const total = rows.filter(isSearch).reduce((sum, { size }) => sum + Number(size), 0);
  return [
    'Sizes, of tables with their long values:',
    table(
      ['', 'of', 'rows', 'MiB'],
      rows.map(({ name, of, kind, size, rows: count }) => [
        `${kind} \`${name}\``,
        kind === 'index' ? `\`${of}\`` : '',
        figure(Math.max(0, count)),
        figure(Number(size)),
      ]),
    ),
    `Tables and indexes of the search together: ${figure(total, 'MiB')}.`,
  ].join('\n\n');
}
