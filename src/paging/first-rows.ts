import type { Values } from '../database/run/statement.js';

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
