import { orderBy, textOf } from './keyset.js';
import { firstRows, whereClause, type ListSource, type Numbers, type Rows } from './list.source.js';
import { isLastInReach, type PageSlice } from './slice.js';

/** Far down a list a walk, which reads nothing but an index, is better than that many single rows. */
const MOST_COLLECTED = 10_000;

/** The ids come as an array, of which the planner expects few: it reads their rows by index. */
export function numberedPage(
  source: ListSource,
  slice: PageSlice,
  { wanted, skipped }: Numbers,
): Rows {
  const toPage = slice.offset === 0 ? '' : `OFFSET ${skipped}`;
  const inOrder = `FROM ${source.from} ${whereClause(source.where)} ORDER BY ${orderBy(source.keys)}`;
  const walk = firstRows(`SELECT ${source.id} ${inOrder}`, wanted, toPage);
  const farthest = isLastInReach(slice)
    ? `, (SELECT ARRAY[${textOf(source.keys)}] ${inOrder} LIMIT 1
        OFFSET (SELECT ${skipped} + ${wanted} - 1)) AS farthest`
    : '';
  const page = (ids: string): string => `unnest(${ids}) WITH ORDINALITY AS page (id, position)`;
  if (source.few === undefined) {
    return {
      page: { with: '', from: page(`ARRAY(${walk})`) },
      columns: `(${source.count})::bigint AS count${farthest}`,
      position: 'page.position',
      condition: '',
    };
  }
  const { ids, joins, keys, of } = source.few;
  const collected = firstRows(
    `SELECT found.id FROM unnest(ARRAY(SELECT id FROM found)) AS found (id) ${joins}
    ORDER BY ${orderBy(keys)}`,
    wanted,
    toPage,
  );
  // Of `n` rows among `of`, a walk that takes so many passes `of / n` for each, and collecting reads
  // `n`: up to here that is less.
  const passed = `(${skipped} + ${wanted}) * (${of})::float8`;
  const most = `(SELECT least(sqrt(${passed}), ${MOST_COLLECTED})::bigint AS most)`;
  return {
    page: {
      with: `WITH found AS MATERIALIZED (
        SELECT id FROM (${ids}) AS rows (id) LIMIT (SELECT most + 1 FROM ${most} AS limits)
      ), few AS MATERIALIZED (
        SELECT found.count, found.count <= limits.most AS whole
        FROM (SELECT count(*) FROM found) AS found, ${most} AS limits
      )`,
      from: page(
        `CASE WHEN (SELECT whole FROM few) THEN ARRAY(${collected}) ELSE ARRAY(${walk}) END`,
      ),
    },
    columns: `CASE WHEN (SELECT whole FROM few) THEN (SELECT count FROM few)
      ELSE (${source.count})::bigint END AS count${farthest}`,
    position: 'page.position',
    condition: '',
  };
}
