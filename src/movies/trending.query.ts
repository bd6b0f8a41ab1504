import { listStatement } from '../database/list/list.statement.js';
import type { PageSlice } from '../database/list/slice.js';
import { prepared } from '../database/sql.js';
import { Values } from '../database/values.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';
import { isFixedSize, type Reader, type Statement } from './movie-list.query.js';

/** A chart has an end. */
export const CHART_LENGTH = 1000;

/** A page of the movies that are talked about, hottest first: walked by the index of `heat`. */
export function trendingStatement(slice: PageSlice, reader: Reader): Statement {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const text = listStatement(
    {
      id: 'chart.movie_id',
      from: `(
        SELECT movie_id, heat FROM movie_counts WHERE heat IS NOT NULL
        ORDER BY heat DESC, movie_id DESC LIMIT ${CHART_LENGTH}
      ) AS chart`,
      where: [],
      keys: [
        { sql: 'chart.heat', type: 'double precision', descending: true },
        { sql: 'chart.movie_id', type: 'bigint', descending: true },
      ],
      count: `SELECT count(*) FROM (
        SELECT FROM movie_counts WHERE heat IS NOT NULL LIMIT ${CHART_LENGTH}
      ) AS chart`,
      json: movieJson(origin, viewer),
      joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
    },
    slice,
    values,
  );
  return { text, values: values.list, fixed: isFixedSize(slice) };
}

/** Takes what has grown too old out of the chart, a part of it, and tells whether more is to be done. */
export const FORGET_HEAT = prepared('SELECT heat_forget() AS more');
