import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../database/background/background-work.js';
import { Sql } from '../database/run/sql.js';
import { prepared } from '../database/run/statement.js';

const INTERVAL_SECONDS = 20;
/** Movies a step: some 50 ms. */
const MOVIES = 100_000;

/**
 * Brings the likes of the next movies behind `$1` up to date; a row that somebody is writing is left to
 * the next pass. `next` is the last movie that was looked at, 0 at the end.
 */
export const REFRESH_POPULARITY = prepared(`
  WITH part AS MATERIALIZED (
    SELECT movie_id, like_count FROM movie_counts WHERE movie_id > $1 ORDER BY movie_id LIMIT ${MOVIES}
  ), changed AS (
    SELECT search.movie_id, part.like_count
    FROM part JOIN movie_search AS search USING (movie_id)
    WHERE search.like_count <> part.like_count
    ORDER BY search.movie_id FOR NO KEY UPDATE OF search SKIP LOCKED
  ), written AS (
    UPDATE movie_search AS search SET like_count = changed.like_count
    FROM changed WHERE search.movie_id = changed.movie_id
  )
  SELECT CASE WHEN count(*) = ${MOVIES} THEN max(movie_id) ELSE 0 END AS next FROM part
`);

/** Tells search and suggestions how many likes each movie has: they order equal matches by it. */
@Injectable()
export class PopularityRefresh {
  constructor(sql: Sql, background: BackgroundWork) {
    background.add({
      name: 'popularity',
      interval: INTERVAL_SECONDS,
      step: async (position) =>
        (await sql.row<{ next: number }>(REFRESH_POPULARITY, [position]))!.next,
    });
  }
}
