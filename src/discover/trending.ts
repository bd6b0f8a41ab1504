import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../database/background/background-work.js';
import { Sql } from '../database/run/sql.js';
import { prepared, type Query, Values } from '../database/run/statement.js';
import { listQuery } from '../paging/list.statement.js';
import type { PageSlice } from '../paging/slice.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movies/movie-json.js';
import type { Reader } from '../http/routing/reader.js';

const INTERVAL_SECONDS = 20;

/** A chart has an end. */
const CHART_LENGTH = 1000;

/** A like weighs 1, a comment or reply 2; every weight halves with each day, and is gone after seven. */
export const REFRESH_TRENDING = prepared(`
  WITH chart AS MATERIALIZED (
    SELECT movie_id, sum(weight * power(0.5, extract(epoch FROM now() - at) / 86400)) AS heat
    FROM (
      SELECT movie_id, liked_at AS at, 1 AS weight FROM likes
      WHERE liked_at > now() - interval '7 days'
      UNION ALL
      SELECT movie_id, created_at, 2 FROM comments
      WHERE created_at > now() - interval '7 days' AND text IS NOT NULL
    ) AS event
    GROUP BY movie_id ORDER BY heat DESC, movie_id DESC LIMIT ${CHART_LENGTH}
  ), gone AS (
    DELETE FROM trending_movies WHERE movie_id NOT IN (SELECT movie_id FROM chart)
  )
  INSERT INTO trending_movies (movie_id, heat) SELECT movie_id, heat FROM chart
  ON CONFLICT ON CONSTRAINT trending_movies_pkey DO UPDATE SET heat = excluded.heat
`);

/** Makes the chart of trending movies anew from the likes and comments of the last seven days. */
@Injectable()
export class TrendingRefresh {
  constructor(sql: Sql, background: BackgroundWork) {
    background.add({
      name: 'trending',
      interval: INTERVAL_SECONDS,
      step: async () => {
        await sql.rows(REFRESH_TRENDING, []);
        return 0;
      },
    });
  }
}

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
