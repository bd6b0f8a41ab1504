import { prepared, type PreparedStatement } from '../database/run/statement.js';
import { foldCase } from '../http/input/text.js';
import { turnOf } from '../mail/mail.queries.js';
import { LIFETIME_SECONDS } from '../mail/mail.queue.js';
import type { newMovieColumns } from './movie-columns.js';
import { MOVIE_CREATED } from './movie-created.mail.js';
import { movieJson, movieTag } from './movie-json.js';

type Columns = ReturnType<typeof newMovieColumns>;

/** What a new movie's row is filled with beside its creator and its genres, and the types of it. */
const COLUMNS: readonly (readonly [column: string, type: string, of: keyof Columns])[] = [
  ['title', 'text', 'title'],
  ['title_key', 'text', 'titleKey'],
  ['joined_title', 'text', 'joinedTitle'],
  ['title_terms', 'text[]', 'titleTerms'],
  ['original_title', 'text', 'originalTitle'],
  ['joined_original_title', 'text', 'joinedOriginalTitle'],
  ['original_title_terms', 'text[]', 'originalTitleTerms'],
  ['description', 'text', 'description'],
  ['year', 'smallint', 'year'],
  ['release_date', 'date', 'releaseDate'],
  ['runtime_minutes', 'smallint', 'runtimeMinutes'],
  ['language', 'text', 'language'],
  ['director', 'text', 'director'],
  ['"cast"', 'text[]', 'cast'],
  ['poster_url', 'text', 'posterUrl'],
  ['imdb_id', 'text', 'imdbId'],
];

const FIRST_COLUMN = 5;

const names = COLUMNS.map(([column]) => column).join(', ');
const given = COLUMNS.map(([, type], index) => `$${index + FIRST_COLUMN}::${type}`).join(', ');

// `movies` is the new row. Its counters come into being behind the statement, as zeros.
const CREATE = prepared(`
  WITH spelled AS (
    SELECT array_agg(name ORDER BY place) AS genres, coalesce(sum(asked), 0) AS known
    FROM (
      SELECT genres.name, min(place) AS place, count(*) AS asked
      FROM unnest($3::text[]) WITH ORDINALITY AS given (key, place)
      JOIN genres ON genres.folded_name = given.key
      GROUP BY genres.name
    ) AS found
  ), movies AS (
    INSERT INTO movies (creator_id, genres, ${names})
    SELECT $2::bigint, coalesce(spelled.genres, '{}'), ${given}
    FROM spelled WHERE spelled.known = cardinality($3::text[])
    RETURNING *
  ), queued AS (
    INSERT INTO mails (kind, payload, gives_up_at, account_id, turn)
    SELECT '${MOVIE_CREATED}',
      jsonb_build_object('movie_id', movies.id, 'user_id', movies.creator_id, 'title', movies.title),
      now() + make_interval(secs => $4), movies.creator_id, ${turnOf('movies.creator_id')}
    FROM movies
  )
  SELECT movies.id, ${movieTag('$1', '$2')} AS tag, ${movieJson('$1', '$2')} AS json
  FROM movies
  JOIN users AS creator ON creator.id = movies.creator_id
  CROSS JOIN (VALUES (0, 0)) AS counts (like_count, comment_count)
`);

/**
 * Stores a movie, queues its confirmation and answers with its id, tag and JSON. No row comes back,
 * and nothing is done, where one of its genres is not known yet.
 *
 * @param genres names as they were given
 */
export const createMovie = (
  columns: Columns,
  genres: readonly string[],
  { viewer, origin }: { readonly viewer: number; readonly origin: string },
): { readonly statement: PreparedStatement; readonly values: readonly unknown[] } => ({
  statement: CREATE,
  values: [
    origin,
    viewer,
    genres.map(foldCase),
    LIFETIME_SECONDS,
    ...COLUMNS.map(([column, , of]) => columns[of] ?? (column === '"cast"' ? [] : null)),
  ],
});
