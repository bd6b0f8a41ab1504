import type { DataSource } from 'typeorm';

/** Everything in the application's own schema, as PostgreSQL's catalogue puts it. */
const DESCRIBE = `
  SELECT class.relname AS "table",
    (SELECT json_agg(format('%I %s%s%s', attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
        CASE WHEN attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
             ELSE coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '') END) ORDER BY attnum)
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    (SELECT json_agg(format('%I %s', conname, pg_get_constraintdef(oid)) ORDER BY conname)
     FROM pg_constraint WHERE conrelid = class.oid AND contype <> 'n') AS constraints,
    (SELECT json_agg(pg_get_indexdef(indexrelid) ORDER BY indexrelid::regclass::text)
     FROM pg_index WHERE indrelid = class.oid
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)) AS indexes,
    (SELECT json_agg(pg_get_triggerdef(oid) ORDER BY tgname)
     FROM pg_trigger WHERE tgrelid = class.oid AND NOT tgisinternal) AS triggers
  FROM pg_class AS class
  WHERE class.relnamespace = 'public'::regnamespace AND class.relkind = 'r'
    AND class.relname <> 'migrations'
  ORDER BY class.relname
`;

const FUNCTIONS = `
  SELECT proname AS name FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  ORDER BY proname
`;

interface TableRow {
  readonly table: string;
  readonly columns: readonly string[];
  readonly constraints: readonly string[] | null;
  readonly indexes: readonly string[] | null;
  readonly triggers: readonly string[] | null;
}

/** The schema as a page of Markdown: what the migrations add up to. */
export async function describeSchema(dataSource: DataSource): Promise<string> {
  const tables = await dataSource.query<TableRow[]>(DESCRIBE);
  const functions = await dataSource.query<{ name: string }[]>(FUNCTIONS);
  const parts = tables.map(({ table, columns, constraints, indexes, triggers }) =>
    [
      `## ${table}\n`,
      ...section('Columns', columns),
      ...section('Constraints', constraints),
      ...section('Indexes', indexes),
      ...section('Triggers', triggers),
    ].join('\n'),
  );
  const names = functions.map(({ name }) => `- \`${name}\``).join('\n');
  return `# Schema\n\nWhat the migrations add up to.\n\n${parts.join('\n')}\n## Functions\n\n${names}\n`;
}

const section = (title: string, lines: readonly string[] | null): string[] =>
  lines === null ? [] : [`${title}:\n`, ...lines.map((line) => `- \`${line}\``), ''];
