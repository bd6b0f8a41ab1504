import {
  prepared,
  type PreparedStatement,
  type Query,
  type Values,
} from '../database/run/statement.js';
import { cursorPage } from './cursor-query.js';
import { joinedRows } from './joined-rows.js';
import { hiddenNumber, type ListSource, type Numbers } from './list.source.js';
import { numberedPage } from './page-query.js';
import { isLastInReach, isNear, type Slice } from './slice.js';

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

/** The statements of pages by their shapes. */
const written = new Map<string, PreparedStatement>();

/**
 * One statement for a slice of a list, whose cost follows the slice and not the table. That of a page is
 * written once for each shape: to do that for every request takes as long as all the rest that the process
 * does for a short answer.
 *
 * @param name tells all texts apart that `source` may come to, of which there are few; `undefined` for a
 *   list that is planned each time
 * @param values those that `source` has the placeholders of
 */
export function listQuery(
  name: string | undefined,
  values: Values,
  slice: Slice,
  source: () => ListSource,
): Query {
  const offset = slice.kind === 'page' ? slice.offset : 0;
  const use = { reads: true, quick: isNear(slice) };
  const numbers = {
    wanted: hiddenNumber(values, slice.limit),
    skipped: offset === 0 ? '0' : hiddenNumber(values, offset),
  };
  const text = (): string => listStatement(source(), slice, numbers, values);
  if (name === undefined) return { text: text(), reads: true, values: values.list };
  if (slice.kind === 'cursor') return { ...prepared(text(), use), values: values.list };
  const shape = `${name}, ${offset === 0 ? 'first' : isLastInReach(slice) ? 'last' : 'further'}`;
  const statement = written.get(shape) ?? prepared(text());
  written.set(shape, statement);
  return { ...statement, ...use, values: values.list };
}

function listStatement(source: ListSource, slice: Slice, numbers: Numbers, values: Values): string {
  const { beside, anchor } = source;
  const { page, columns, position, condition } =
    slice.kind === 'page'
      ? numberedPage(source, slice, numbers)
      : cursorPage(source, slice, numbers, values);
  return `
    ${page.with}
    SELECT ${columns} ${beside === undefined ? '' : `, ${beside}`}, coalesce((
      ${joinedRows(source, position, `FROM ${page.from} ${source.joins} ${condition}`)}
    ), '') AS results
    ${anchor === undefined ? '' : `FROM ${anchor}`}`;
}
