import type { Values } from '../values.js';
import { firstRows, hiddenNumber } from './first-rows.js';
import { orderBy } from './keyset.js';
import { whereClause, type ListSource, type Rows } from './list.source.js';
import { WORTH_A_SHORTCUT } from './shortcut.js';
import type { PageSlice } from './slice.js';

/** Far down a list a walk, which reads nothing but an index, is better than that many single rows. */
const MOST_COLLECTED = 10_000;

/** The ids come as an array, of which the planner expects few: it reads their rows by index. */
export function byNumber(source: ListSource, { limit, offset }: PageSlice, values: Values): Rows {
  const wanted = hiddenNumber(values, limit);
  const skipped = offset === 0 ? '0' : hiddenNumber(values, offset);
  const toPage = offset === 0 ? '' : `OFFSET ${skipped}`;
  const { shortcut } = source;
  const far = shortcut !== undefined && offset > WORTH_A_SHORTCUT;
  const ordered = (where: readonly string[]): string =>
    `SELECT ${source.id} FROM ${source.from} ${whereClause(where)} ORDER BY ${orderBy(source.keys)}`;
  const walk = far
    ? firstRows(
        ordered([...source.where, shortcut.where]),
        wanted,
        `OFFSET (SELECT ${skipped} - skipped FROM shortcut)`,
      )
    : firstRows(ordered(source.where), wanted, toPage);
  const page = (ids: string): string => `unnest(${ids}) WITH ORDINALITY AS page (id, position)`;
  if (source.few === undefined) {
    return {
      page: {
        with: far ? `WITH shortcut AS MATERIALIZED (${shortcut.query(skipped)})` : '',
        from: page(`ARRAY(${walk})`),
      },
      columns: `(${source.count})::bigint AS count`,
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
      ELSE (${source.count})::bigint END AS count`,
    position: 'page.position',
    condition: '',
  };
}
