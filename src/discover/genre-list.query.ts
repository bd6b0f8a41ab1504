import { listQuery } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { type Query, Values } from '../database/run/statement.js';

/** A slice of the genres, most movies first, those without a movie at the end. */
export function genreListStatement(slice: Slice): Query {
  const query = listQuery('genres', new Values(), slice, () => ({
    id: 'counted.id',
    // Summed up once for all genres: there are thousands of them at most.
    from: `(
        SELECT genres.id, coalesce(total.movie_count, 0) AS movie_count
        FROM genres LEFT JOIN (
          SELECT genre_id, sum(movie_count)::bigint AS movie_count
          FROM movie_totals GROUP BY genre_id
        ) AS total ON total.genre_id = genres.id
      ) AS counted`,
    where: [],
    keys: [
      { sql: 'counted.movie_count', type: 'bigint', descending: true },
      { sql: 'counted.id', type: 'bigint', descending: true },
    ],
    count: 'SELECT count(*) FROM genres',
    json: `row_to_json((SELECT part FROM (
        SELECT genres.name, (
          SELECT coalesce(sum(movie_count), 0) FROM movie_totals WHERE genre_id = genres.id
        ) AS movie_count
      ) AS part))::text`,
    joins: 'JOIN genres ON genres.id = page.id',
  }));
  return { ...query, quick: false };
}
