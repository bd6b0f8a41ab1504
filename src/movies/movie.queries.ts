import { prepared } from '../database/run/statement.js';
import { MOVIE_JSON_JOINS, movieJson, movieTag } from './movie-json.js';

const movieFor = (viewer: string | undefined) =>
  prepared(
    `
    SELECT tag, CASE WHEN tag = ANY ($3::text[]) THEN NULL ELSE ${movieJson('$1', viewer)} END AS json
    FROM movies ${MOVIE_JSON_JOINS}
    CROSS JOIN LATERAL (SELECT ${movieTag('$1', viewer)} AS tag) AS tagged
    WHERE movies.id = $2
  `,
    { reads: true, quick: true },
  );

/**
 * One movie's entity tag and its JSON for the anonymous: `$1` origin, `$2` id, `$3` tags of which
 * the client has the JSON.
 */
export const MOVIE = movieFor(undefined);
/** As {@link MOVIE}, for a signed-in user: `$4`. */
export const MOVIE_FOR_USER = movieFor('$4');

export const HOLDER_OF_IMDB_ID = prepared('SELECT id FROM movies WHERE imdb_id = $1', {
  quick: true,
});

export const VERSION_OF_MOVIE = prepared('SELECT version FROM movies WHERE id = $1', {
  quick: true,
});

export const OWNER_OF_MOVIE = prepared('SELECT creator_id FROM movies WHERE id = $1', {
  quick: true,
});

/** Creates the genres that are not there: `$1` folded names, `$2` names. */
export const CREATE_GENRES = `
  INSERT INTO genres (folded_name, name)
  SELECT given.key, given.name FROM unnest($1::text[], $2::text[]) AS given (key, name)
  WHERE NOT EXISTS (SELECT FROM genres WHERE genres.folded_name = given.key)
  ON CONFLICT DO NOTHING
`;

/** The names of the genres whose folded names are `$1`. */
export const SPELLINGS =
  'SELECT folded_name AS key, name FROM genres WHERE folded_name = ANY ($1::text[])';
