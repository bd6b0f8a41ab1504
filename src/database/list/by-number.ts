import type { Values } from '../values.js';
import { orderBy, textOf } from './keyset.js';
import { whereClause, type ListSource, type Rows } from './list.source.js';
import { isLastInReach, type PageSlice } from './slice.js';

/** Far down a list a walk, which reads nothing but an index, is better than that many single rows. */
const MOST_COLLECTED = 10_000;

/**
 * The ids come as an array, of which the planner expects few: it reads their rows by index. LIMIT
 * is part of the text and OFFSET hidden from the planner, which would else plan anew for each value
 * of theirs; that takes longer than the statement itself.
 */
export function byNumber(source: ListSource, page: PageSlice, values: Values): Rows {
  const { limit, offset } = page;
  const skipped = offset === 0 ? '0' : `${values.add(offset)}::bigint`;
  const slice = `LIMIT ${limit} ${offset === 0 ? '' : `OFFSET (SELECT ${skipped})`}`;
  const inOrder = `FROM ${source.from} ${whereClause(source.where)} ORDER BY ${orderBy(source.keys)}`;
  const walk = `ARRAY(SELECT ${source.id} ${inOrder} ${slice})`;
  const farthest = isLastInReach(page)
    ? `, (SELECT ARRAY[${textOf(source.keys)}] ${inOrder} LIMIT 1
        OFFSET (SELECT ${skipped} + ${limit - 1})) AS farthest`
    : '';
  const rows = (ids: string): string => `unnest(${ids}) WITH ORDINALITY AS page (id, position)`;
  if (source.few === undefined) {
    return {
      page: {
        with: '',
        from: rows(walk),
      },
      columns: `(${source.count})::bigint AS count${farthest}`,
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
      from: rows(`CASE WHEN (SELECT whole FROM few) THEN ${collected} ELSE ${walk} END`),
    },
    columns: `CASE WHEN (SELECT whole FROM few) THEN (SELECT count FROM few)
      ELSE (${source.count})::bigint END AS count${farthest}`,
    position: 'position',
    condition: '',
  };
}
