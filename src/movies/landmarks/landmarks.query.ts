import type { SortKey } from '../../database/list/keyset.js';
import type { Shortcut } from '../../database/list/shortcut.js';
import { prepared } from '../../database/statement.js';

/** About so many movies lie from one landmark to the next. */
export const LANDMARK_DISTANCE = 1000;

/** Takes up what writers have noted; landmarks will stand `$1` movies apart. */
export const KEEP_LANDMARKS = prepared('SELECT movie_landmarks_keep($1)');

/**
 * The landmark from which a page of the default list, or of its reverse, is reached soonest.
 *
 * @returns `undefined` for other orders
 */
export function nearestLandmark(keys: readonly SortKey[]): Shortcut | undefined {
  if (keys.map(({ sql }) => sql).join() !== 'movies.created_at,movies.id') return undefined;
  return keys[0]!.descending ? NEWEST_FIRST : OLDEST_FIRST;
}

/**
 * The number of movies; and how many have come or gone since landmarks were last counted: by so many
 * at most is a landmark out.
 */
const WHOLE = `
  WITH whole AS MATERIALIZED (
    SELECT last.movies_before + coalesce(sum(by_count), 0) AS total,
      coalesce(sum(abs(by_count)), 0) AS changed
    FROM movie_landmarks AS last LEFT JOIN movie_landmark_changes ON true
    WHERE last.created_at = 'infinity'
    GROUP BY last.movies_before
  )`;

/** What a landmark said when it was last counted, which an index has, and how many movies come before it now. */
const LANDMARKS = `(
  SELECT created_at, id, movies_before AS counted, movies_before + (
    SELECT coalesce(sum(by_count), 0) FROM movie_landmark_changes AS change
    WHERE (change.created_at, change.id) < (landmark.created_at, landmark.id)
  ) AS movies_before
  FROM movie_landmarks AS landmark
) AS landmark`;

const OLDEST_FIRST: Shortcut = {
  query: (offset) => `
    ${WHOLE}
    SELECT created_at, id, movies_before AS skipped FROM ${LANDMARKS}
    WHERE counted <= (SELECT ${offset} + changed FROM whole) AND movies_before <= ${offset}
    ORDER BY counted DESC LIMIT 1`,
  where: '(movies.created_at, movies.id) >= (SELECT created_at, id FROM shortcut)',
};

const NEWEST_FIRST: Shortcut = {
  query: (offset) => `
    ${WHOLE}
    SELECT created_at, id, (SELECT total FROM whole) - movies_before AS skipped FROM ${LANDMARKS}
    WHERE counted >= (SELECT total - ${offset} - changed FROM whole)
      AND movies_before >= (SELECT total - ${offset} FROM whole)
    ORDER BY counted LIMIT 1`,
  where: '(movies.created_at, movies.id) < (SELECT created_at, id FROM shortcut)',
};
