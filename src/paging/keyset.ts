import type { Position } from './slice.js';
import type { Values } from '../database/run/statement.js';

/** One sort key. A fixed table says which there are: nothing that a client sends becomes SQL. */
export interface SortKey {
  /** The column or expression. */
  readonly sql: string;
  /** Its type, for values that come back in a cursor. */
  readonly type: string;
  readonly descending: boolean;
  /** Absent values come last, whichever the direction. */
  readonly nullable?: boolean;
}

/** What follows ORDER BY; `backward` turns all of it around. */
export const orderBy = (keys: readonly SortKey[], backward = false): string =>
  keys
    .map(({ sql, descending, nullable }) => {
      const direction = descending === backward ? 'ASC' : 'DESC';
      // PostgreSQL takes absent values for the largest: that is where they belong, unless reversed.
      const nulls = nullable && descending ? (backward ? ' NULLS FIRST' : ' NULLS LAST') : '';
      return `${sql} ${direction}${nulls}`;
    })
    .join(', ');

/** The keys of a row as text, by which a cursor finds its place again. */
export const textOf = (keys: readonly SortKey[]): string =>
  keys.map(({ sql }) => `(${sql})::text`).join(', ');

/**
 * The rows beyond a position, as conditions for statements to be run one after the other: each is
 * one range of an index, which an OR of all of them would not be.
 */
export function beyond(
  keys: readonly SortKey[],
  { values: at, backward, inclusive }: Position,
  values: Values,
): string[] {
  const placeholders = keys.map(({ type }, index) =>
    at[index] === null ? null : `${values.add(at[index])}::${type}`,
  );
  if (isUniform(keys)) {
    const operator = (keys[0]!.descending === backward ? '>' : '<') + (inclusive ? '=' : '');
    return [`(${keys.map(({ sql }) => sql).join(', ')}) ${operator} (${placeholders.join(', ')})`];
  }
  const ranges: string[] = [];
  for (let index = keys.length - 1; index >= 0; index -= 1) {
    const same = keys.slice(0, index).map((key, before) => equal(key, placeholders[before]!));
    const orEqual = inclusive && index === keys.length - 1;
    for (const range of pastKey(keys[index]!, placeholders[index]!, backward, orEqual)) {
      ranges.push([...same, range].join(' AND '));
    }
  }
  return ranges;
}

/**
 * All of one table, in one direction and never absent: PostgreSQL compares the rows as such, and an
 * index may have them in that order.
 */
const isUniform = (keys: readonly SortKey[]): boolean =>
  keys.every(
    ({ sql, descending, nullable }) =>
      !nullable && descending === keys[0]!.descending && tableOf(sql) === tableOf(keys[0]!.sql),
  );

const tableOf = (sql: string): string | undefined => /^(\w+)\./.exec(sql)?.[1];

const equal = ({ sql }: SortKey, value: string | null): string =>
  value === null ? `${sql} IS NULL` : `${sql} = ${value}`;

function pastKey(
  { sql, descending, nullable }: SortKey,
  value: string | null,
  backward: boolean,
  orEqual: boolean,
): string[] {
  // Absent values are the end of the list: nothing lies behind, everything else before them.
  if (value === null) return backward ? [`${sql} IS NOT NULL`] : [];
  const operator = (descending === backward ? '>' : '<') + (orEqual ? '=' : '');
  const present = `${sql} ${operator} ${value}`;
  return nullable && !backward ? [present, `${sql} IS NULL`] : [present];
}
