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

/** WHERE and the conditions, if there are any. */
export const whereClause = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
