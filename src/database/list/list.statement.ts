import { Values } from '../values.js';
import { beyond, orderBy, type SortKey } from './keyset.js';
import type { CursorSlice, PageSlice, Slice } from './slice.js';

/** A list: which rows it has, in which order, and how each becomes JSON. */
export interface ListSource {
  /** A bigint that no other row of the list has. */
  readonly id: string;
  readonly from: string;
  readonly where: readonly string[];
  /** The order, which must be total: the last key settles ties. */
  readonly keys: readonly SortKey[];
  /** A query of the number of rows in the whole list. */
  readonly count: string;
  /** A row's JSON, as SQL text. */
  readonly json: string;
  /** From `page.id` to what {@link json} reads. */
  readonly joins: string;
  /** Another way to a page, for when few of the rows that have an order belong to the list. */
  readonly few?: Few;
  /** Further columns of the answer. */
  readonly beside?: string;
  /** What must be there, lest there be no answer at all: a FROM clause. */
  readonly anchor?: string;
}

/** The rows of a list in no order of their own, to be collected and sorted. */
export interface Few {
  /** A query of their ids. */
  readonly ids: string;
  /** From `found.id` to what {@link keys} reads. */
  readonly joins: string;
  readonly keys: readonly SortKey[];
  /** A query of the number of rows that a walk in the list's order may have to pass. */
  readonly of: string;
}

/** What the statement behind a list answers: one row. */
export interface ListRow {
  /** Rows in the whole list; `null` where a cursor leads. */
  readonly count: number | null;
  /** The slice's rows as JSON texts with commas between, put together by PostgreSQL. */
  readonly results: string;
  /** With a cursor: whether rows follow in the direction of the walk, and the slice's ends. */
  readonly more?: boolean;
  readonly nearest?: readonly (string | null)[] | null;
  readonly farthest?: readonly (string | null)[] | null;
}

/** One statement for a slice of a list, whose cost follows the slice and not the table. */
export function listStatement(source: ListSource, slice: Slice, values: Values): string {
  const { beside, anchor } = source;
  const { page, columns, position, condition } =
    slice.kind === 'page' ? byNumber(source, slice, values) : byCursor(source, slice, values);
  return `
    ${page.with}
    SELECT ${columns} ${beside === undefined ? '' : `, ${beside}`}, coalesce((
      SELECT string_agg(${source.json}, ',' ORDER BY page.${position})
      FROM ${page.from} ${source.joins} ${condition}
    ), '') AS results
    ${anchor === undefined ? '' : `FROM ${anchor}`}`;
}

interface Rows {
  readonly page: { readonly with: string; readonly from: string };
  readonly columns: string;
  readonly position: string;
  readonly condition: string;
}

/** WHERE and the conditions, if there are any. */
export const whereClause = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

/** Far down a list a walk, which reads nothing but an index, is better than that many single rows. */
const MOST_COLLECTED = 10_000;

/**
 * The ids come as an array, of which the planner expects few: it reads their rows by index. LIMIT
 * is part of the text and OFFSET hidden from the planner, which would else plan anew for each value
 * of theirs; that takes longer than the statement itself.
 */
function byNumber(source: ListSource, { limit, offset }: PageSlice, values: Values): Rows {
  const skipped = offset === 0 ? '0' : `${values.add(offset)}::bigint`;
  const slice = `LIMIT ${limit} ${offset === 0 ? '' : `OFFSET (SELECT ${skipped})`}`;
  const walk = `ARRAY(
    SELECT ${source.id} FROM ${source.from} ${whereClause(source.where)}
    ORDER BY ${orderBy(source.keys)} ${slice}
  )`;
  const page = (ids: string): string => `unnest(${ids}) WITH ORDINALITY AS page (id, position)`;
  if (source.few === undefined) {
    return {
      page: { with: '', from: page(walk) },
      columns: `(${source.count})::bigint AS count`,
      position: 'position',
      condition: '',
    };
  }
  const { ids, joins, keys, of } = source.few;
  const collected = `ARRAY(
    SELECT found.id FROM unnest(ARRAY(SELECT id FROM found)) AS found (id) ${joins}
    ORDER BY ${orderBy(keys)} ${slice}
  )`;
  // Of `n` rows among `of`, a walk that takes so many passes `of / n` for each, and collecting reads
  // `n`: up to here that is less.
  const passed = `(${skipped} + ${limit}) * (${of})::float8`;
  const most = `(SELECT least(sqrt(${passed}), ${MOST_COLLECTED})::bigint AS most)`;
  return {
    page: {
      with: `WITH found AS MATERIALIZED (
        SELECT id FROM (${ids}) AS rows (id) LIMIT (SELECT most + 1 FROM ${most} AS limits)
      ), few AS MATERIALIZED (
        SELECT found.count, found.count <= limits.most AS whole
        FROM (SELECT count(*) FROM found) AS found, ${most} AS limits
      )`,
      from: page(`CASE WHEN (SELECT whole FROM few) THEN ${collected} ELSE ${walk} END`),
    },
    columns: `CASE WHEN (SELECT whole FROM few) THEN (SELECT count FROM few)
      ELSE (${source.count})::bigint END AS count`,
    position: 'position',
    condition: '',
  };
}

/** How many rows the ranges before one have: it is read only where they do not fill the slice. */
const rowsOf = (ranges: number): string =>
  Array.from({ length: ranges }, (_, index) => `(SELECT count(*) FROM range_${index})`).join(' + ');

/** One row more than asked for tells whether the walk goes on. */
function byCursor(source: ListSource, { limit, position }: CursorSlice, values: Values): Rows {
  const backward = position?.backward === true;
  const order = orderBy(source.keys, backward);
  const keys = source.keys.map(({ sql }) => `(${sql})::text`).join(', ');
  const ranges = position === undefined ? [undefined] : beyond(source.keys, position, values);
  const parts = ranges.map((range, index) => {
    const conditions = range === undefined ? [...source.where] : [...source.where, range];
    if (index > 0) conditions.push(`${rowsOf(index)} <= ${limit}`);
    return `range_${index} AS MATERIALIZED (
      SELECT ${index} AS range, row_number() OVER (ORDER BY ${order}) AS place,
        ${source.id} AS id, ARRAY[${keys}] AS keys
      FROM ${source.from} ${whereClause(conditions)} ORDER BY ${order} LIMIT ${limit + 1}
    )`;
  });
  const all = ranges.map((_, index) => `SELECT * FROM range_${index}`).join(' UNION ALL ');
  return {
    page: {
      with: `WITH ${parts.join(', ')}, page AS MATERIALIZED (
      SELECT id, keys, row_number() OVER (ORDER BY range, place) AS position
      FROM (${all}) AS ranges
      ORDER BY range, place LIMIT ${limit + 1}
    )`,
      from: 'page',
    },
    columns: `NULL::bigint AS count, (SELECT count(*) > ${limit} FROM page) AS more,
      (SELECT keys FROM page WHERE position = 1) AS nearest,
      (SELECT keys FROM page WHERE position <= ${limit} ORDER BY position DESC LIMIT 1) AS farthest`,
    position: backward ? 'position DESC' : 'position',
    condition: `WHERE page.position <= ${limit}`,
  };
}
