import { prepared } from '../database/sql.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';

/** One movie's JSON: `$1` origin, `$2` viewer or NULL, `$3` id. */
export const MOVIE = prepared(`
  SELECT ${movieJson('$1', '$2')} AS json
  FROM movies ${MOVIE_JSON_JOINS}
  WHERE movies.id = $3
`);

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
