import { prepared } from '../database/statement.js';
import { MOVIE_JSON_JOINS, movieJson, movieTag } from './movie-json.js';

const movieFor = (viewer: string | undefined) =>
  prepared(`
    SELECT tag, CASE WHEN tag = ANY ($3::text[]) THEN NULL ELSE ${movieJson('$1', viewer)} END AS json
    FROM movies ${MOVIE_JSON_JOINS}
    CROSS JOIN LATERAL (SELECT ${movieTag('$1', viewer)} AS tag) AS tagged
    WHERE movies.id = $2
  `);

/**
 * One movie's entity tag and its JSON for the anonymous: `$1` origin, `$2` id, `$3` tags of which
 * the client has the JSON.
 */
export const MOVIE = movieFor(undefined);
/** As {@link MOVIE}, for a signed-in user: `$4`. */
export const MOVIE_FOR_USER = movieFor('$4');

export const HOLDER_OF_IMDB_ID = prepared('SELECT id FROM movies WHERE imdb_id = $1');

export const VERSION_OF_MOVIE = prepared('SELECT version FROM movies WHERE id = $1');

export const OWNER_OF_MOVIE = prepared('SELECT creator_id FROM movies WHERE id = $1');

/** Founds the genres of `$1` that are not there. */
export const FOUND_GENRES = `
  INSERT INTO genres (name) SELECT name FROM unnest($1::text[]) AS given (name)
  WHERE NOT EXISTS (SELECT FROM genres WHERE lower(genres.name) = lower(given.name))
  ON CONFLICT (lower(name)) DO NOTHING
`;

/** The names of `$1` beside the stored ones. */
export const SPELLINGS = `
  SELECT given.name AS given, genres.name FROM unnest($1::text[]) AS given (name)
  JOIN genres ON lower(genres.name) = lower(given.name)
`;
