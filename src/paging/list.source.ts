import type { Values } from '../database/run/statement.js';
import type { RowJson } from './joined-rows.js';
import type { SortKey } from './keyset.js';

/** A list: which rows it has, in which order, and how each becomes JSON. */
export interface ListSource extends RowJson {
  /** A bigint that no other row of the list has. */
  readonly id: string;
  readonly from: string;
  readonly where: readonly string[];
  /** The order, which must be total: the last key settles ties. */
  readonly keys: readonly SortKey[];
  /** A query of the number of rows in the whole list. */
  readonly count: string;
  /** From `page.id` to what the JSON reads. */
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

/** The rows of a slice, as parts of a statement. */
export interface Rows {
  readonly page: { readonly with: string; readonly from: string };
  readonly columns: string;
  readonly position: string;
  readonly condition: string;
}

/** The numbers of a slice, as SQL text. */
export interface Numbers {
  readonly wanted: string;
  readonly skipped: string;
}

/** WHERE and the conditions, if there are any. */
export const whereClause = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

/** Rows of the largest slice of any list. */
export const MOST_ROWS = 100;

/**
 * A number of rows, as SQL text that the planner cannot see into. It would plan anew for each value that
 * it sees, which takes longer than the statement itself.
 */
export const hiddenNumber = (values: Values, number: number): string =>
  `(SELECT ${values.add(number)}::bigint)`;

/**
 * The first rows of an ordered query, as many as `rows` (SQL text) says. The planner reckons with the
 * largest slice, and one row more for a cursor, whatever is asked for: so every page size has the same
 * text and plan. With the size in the text, each connection would keep a prepared statement for each size.
 */
export const firstRows = (query: string, rows: string, offset = ''): string =>
  `SELECT * FROM (${query} LIMIT ${MOST_ROWS + 1} ${offset}) AS first_rows LIMIT ${rows}`;
