import { prepared } from '../database/run/statement.js';
import { MOVIE_JSON_JOINS, movieJson, movieTag } from './movie-json.js';

const movieFor = (viewer: string | undefined) =>
  prepared(
    `
    SELECT movies.id, tag, CASE WHEN tag = ANY ($3::text[]) THEN NULL ELSE ${movieJson('$1', viewer)} END AS json
    FROM movies ${MOVIE_JSON_JOINS}
    CROSS JOIN LATERAL (SELECT ${movieTag('$1', viewer)} AS tag) AS tagged
    WHERE movies.id = $2
  `,
    { reads: true, quick: true },
  );

/**
 * One movie's id, its entity tag and its JSON for the anonymous: `$1` origin, `$2` id, `$3` tags of which
 * the client has the JSON.
 */
export const MOVIE = movieFor(undefined);
/** As {@link MOVIE}, for a signed-in user: `$4`. */
export const MOVIE_FOR_USER = movieFor('$4');

export const HOLDER_OF_IMDB_ID = prepared('SELECT id FROM movies WHERE imdb_id = $1', {
  quick: true,
});

export const OWNER_OF_MOVIE = prepared('SELECT creator_id FROM movies WHERE id = $1', {
  quick: true,
});
