import type { Values } from '../database/run/statement.js';
import { beyond, orderBy, textOf } from './keyset.js';
import { firstRows, whereClause, type ListSource, type Numbers, type Rows } from './list.source.js';
import type { CursorSlice } from './slice.js';

/** How many rows the ranges before one have: it is read only where they do not fill the slice. */
const rowsOf = (ranges: number): string =>
  Array.from({ length: ranges }, (_, index) => `(SELECT count(*) FROM range_${index})`).join(' + ');

/** One row more than asked for tells whether the walk goes on. */
export function cursorPage(
  source: ListSource,
  { position }: CursorSlice,
  { wanted }: Numbers,
  values: Values,
): Rows {
  const oneMore = `(SELECT ${wanted} + 1)`;
  const backward = position?.backward === true;
  const order = orderBy(source.keys, backward);
  const keys = textOf(source.keys);
  const ranges = position === undefined ? [undefined] : beyond(source.keys, position, values);
  const parts = ranges.map((range, index) => {
    const conditions = range === undefined ? [...source.where] : [...source.where, range];
    if (index > 0) conditions.push(`${rowsOf(index)} <= ${wanted}`);
    const rows = `
      SELECT ${index} AS range, row_number() OVER (ORDER BY ${order}) AS place,
        ${source.id} AS id, ARRAY[${keys}] AS keys
      FROM ${source.from} ${whereClause(conditions)} ORDER BY ${order}`;
    return `range_${index} AS MATERIALIZED (${firstRows(rows, oneMore)})`;
  });
  const all = ranges.map((_, index) => `SELECT * FROM range_${index}`).join(' UNION ALL ');
  return {
    page: {
      with: `WITH ${parts.join(', ')}, page AS MATERIALIZED (
      SELECT id, keys, row_number() OVER (ORDER BY range, place) AS position
      FROM (${all}) AS ranges
      ORDER BY range, place LIMIT ${oneMore}
    )`,
      from: 'page',
    },
    columns: `NULL::bigint AS count, (SELECT count(*) > ${wanted} FROM page) AS more,
      (SELECT keys FROM page WHERE position = 1) AS nearest,
      (SELECT keys FROM page WHERE position <= ${wanted} ORDER BY position DESC LIMIT 1) AS farthest`,
    position: backward ? '-page.position' : 'page.position',
    condition: `WHERE page.position <= ${wanted}`,
  };
}
