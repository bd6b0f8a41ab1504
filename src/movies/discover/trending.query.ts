import { listStatement } from '../../database/list/list.statement.js';
import type { PageSlice } from '../../database/list/slice.js';
import { prepared, type Query } from '../../database/statement.js';
import { Values } from '../../database/values.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movie-json.js';
import type { Reader } from '../movie-list.query.js';

/** A chart has an end. */
export const CHART_LENGTH = 1000;

/** A page of the movies that are talked about, hottest first: walked by the index of `heat`. */
export function trendingStatement(slice: PageSlice, reader: Reader): Query {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  // The last page may be a part of one.
  const limit = Math.max(0, Math.min(slice.limit, CHART_LENGTH - slice.offset));
  const text = listStatement(
    {
      id: 'movie_id',
      from: 'movie_counts',
      where: ['heat IS NOT NULL'],
      keys: [
        { sql: 'heat', type: 'double precision', descending: true },
        { sql: 'movie_id', type: 'bigint', descending: true },
      ],
      count: `SELECT hot_movies(${CHART_LENGTH})`,
      ...movieRow(origin, viewer),
      joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
    },
    { ...slice, limit },
    values,
  );
  return { ...prepared(text), values: values.list };
}

/** Takes what has grown too old out of the chart, a part of it, and tells whether more is to be done. */
export const FORGET_HEAT = prepared('SELECT heat_forget() AS more');
