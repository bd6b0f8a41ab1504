import { listQuery } from '../paging/list.statement.js';
import type { PageSlice } from '../paging/slice.js';
import { type Query, Values } from '../database/run/statement.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movies/movie-json.js';
import type { Reader } from '../http/routing/reader.js';

/** A chart has an end. */
export const CHART_LENGTH = 1000;

/** A page of the chart, hottest first. */
export function trendingStatement(slice: PageSlice, reader: Reader): Query {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const query = listQuery(`trending for ${viewer}`, values, slice, () => ({
    id: 'movie_id',
    from: 'trending_movies',
    where: [],
    keys: [
      { sql: 'heat', type: 'double precision', descending: true },
      { sql: 'movie_id', type: 'bigint', descending: true },
    ],
    count: 'SELECT count(*) FROM trending_movies',
    ...movieRow(origin, viewer),
    joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
  }));
  return { ...query, quick: false };
}
