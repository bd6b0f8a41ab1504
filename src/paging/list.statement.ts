import type { Values } from '../database/run/values.js';
import { cursorPage } from './cursor-query.js';
import { numberedPage } from './page-query.js';
import { joinedRows } from './joined-rows.js';
import type { ListSource } from './list.source.js';
import type { Slice } from './slice.js';

/** What the statement behind a list answers: one row. */
export interface ListRow {
  /** Rows in the whole list; `null` where a cursor leads. */
  readonly count: number | null;
  /** The slice's rows as JSON texts with commas between, put together by PostgreSQL. */
  readonly results: string;
  /** Further members of the page, as JSON text that begins with a comma. */
  readonly beside?: string;
  /** With a cursor: whether rows follow in the direction of the walk. */
  readonly more?: boolean;
  /** With a cursor: the keys of the slice's first row. */
  readonly nearest?: readonly (string | null)[] | null;
  /** With a cursor, and on the last page that a number reaches: the keys of the slice's last row. */
  readonly farthest?: readonly (string | null)[] | null;
}

/** One statement for a slice of a list, whose cost follows the slice and not the table. */
export function listStatement(source: ListSource, slice: Slice, values: Values): string {
  const { beside, anchor } = source;
  const { page, columns, position, condition } =
    slice.kind === 'page' ? numberedPage(source, slice, values) : cursorPage(source, slice, values);
  return `
    ${page.with}
    SELECT ${columns} ${beside === undefined ? '' : `, ${beside}`}, coalesce((
      ${joinedRows(source, position, `FROM ${page.from} ${source.joins} ${condition}`)}
    ), '') AS results
    ${anchor === undefined ? '' : `FROM ${anchor}`}`;
}
