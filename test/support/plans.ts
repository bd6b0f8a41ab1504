import pg from 'pg';

/** Plans for these very values; and for any, which is what a prepared statement comes to. */
export type PlanMode = 'force_custom_plan' | 'force_generic_plan';

export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

export type Explained = Plan & { readonly blocks: number };

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

export const tablesReadWhole = (plan: Plan): (string | undefined)[] =>
  nodes(plan)
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .map((node) => node['Relation Name']);

/** How many rows of a table were looked at, itself or in an index, those that did not pass among them. */
export const rowsRead = (plan: Plan, table: string): number =>
  nodes(plan)
    .filter((node) => node['Relation Name'] === table)
    .map(
      (node) =>
        (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    )
    .reduce((sum, rows) => sum + rows, 0);

/** How PostgreSQL carries a statement out, and how many blocks it reads. */
export async function explained(
  client: pg.Client,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  mode: PlanMode,
): Promise<Explained> {
  await client.query(`SET plan_cache_mode = ${mode}`);
  await client.query(`PREPARE slice AS ${text}`);
  const literals = values
    .map((value) => pg.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value)))
    .join(', ');
  const call = values.length === 0 ? 'slice' : `slice (${literals})`;
  const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE ${call}`);
  await client.query('DEALLOCATE slice');
  const plan = rows[0]['QUERY PLAN'][0].Plan as Plan;
  return { ...plan, blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
}

/** Statements that belong to no request: announcements of mails, and the question for due background work. */
export const BESIDE = /^NOTIFY|background_work/;

/** No background work comes between the statements that a test counts. */
export const restBackground = (database: {
  query(text: string): Promise<unknown>;
}): Promise<unknown> => database.query(`UPDATE background_work SET due_at = 'infinity'`);
