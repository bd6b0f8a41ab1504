import { prepared } from '../database/sql.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';

const movieFor = (viewer: string | undefined) =>
  prepared(`
    SELECT ${movieJson('$1', viewer)} AS json
    FROM movies ${MOVIE_JSON_JOINS}
    WHERE movies.id = $2
  `);

/** One movie's JSON for the anonymous: `$1` origin, `$2` id. */
export const MOVIE = movieFor(undefined);
/** As {@link MOVIE}, for a signed-in user: `$3`. */
export const MOVIE_FOR_USER = movieFor('$3');

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
