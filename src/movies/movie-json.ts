import { shortened, type RowJson } from '../paging/joined-rows.js';

/** Whether the signed-in user likes a movie; the anonymous get a text of their own, and so a plan. */
const likedBy = (viewer: string | undefined): string =>
  viewer === undefined
    ? `'null'`
    : `CASE WHEN EXISTS (
         SELECT FROM likes WHERE likes.movie_id = movies.id AND likes.user_id = ${viewer}::bigint
       ) THEN 'true' ELSE 'false' END`;

/**
 * The SQL text of one movie's JSON from the aliases `movies`, `counts` and `creator`. The stored
 * document has everything that only an edit changes; the rest is put behind it.
 *
 * @param origin placeholder of the start of links, such as `$1`
 * @param viewer placeholder of the signed-in user's id; `undefined` for the anonymous
 * @param beside further members, as SQL text that begins with a comma of JSON
 * @param document in place of the stored one
 */
export const movieJson = (
  origin: string,
  viewer: string | undefined,
  beside = `''`,
  document = 'movies.document',
): string => `
  ${document}
  || ',"creator":' || coalesce('{"id":' || creator.id || ',"username":"' || creator.username || '"}', 'null')
  || ',"like_count":' || counts.like_count
  || ',"comment_count":' || counts.comment_count
  || ',"liked_by_me":' || ${likedBy(viewer)}
  || ${beside}
  || ',"url":"' || ${origin}::text || '/movies/' || movies.id || '/"}'`;

/**
 * The SQL text of a movie's entity tag, from the same aliases: `ID.VERSION-` and a digest of the rest
 * of what the reader sees. `If-Match` compares the part before the dash, so that likes and comments
 * do not break it; `If-None-Match` the whole, so that a 304 hides no change.
 */
export const movieTag = (origin: string, viewer: string | undefined): string => `
  movies.id || '.' || movies.version || '-' || left(md5(
    counts.like_count || ' ' || counts.comment_count || ' ' || ${likedBy(viewer)} || ' '
    || coalesce(creator.username, '') || ' ' || ${origin}::text
  ), 16)`;

/** Names of the cast in a row that is shortened. */
const MOST_NAMES = 3;

const SHORTENED_DOCUMENT = `movie_document(
  movies.id, movies.title, movies.original_title, ${shortened('movies.description')}, movies.genres,
  movies.year, movies.release_date, movies.runtime_minutes, movies.language, movies.director,
  movies."cast"[:${MOST_NAMES}], movies.poster_url, movies.imdb_id, movies.created_at, movies.updated_at
)`;

/** A movie as a row of a list, with the parameters of {@link movieJson}. */
export const movieRow = (origin: string, viewer: string | undefined, beside?: string): RowJson => ({
  json: movieJson(origin, viewer, beside),
  long: {
    bytes: 'octet_length(movies.document)',
    shortened: movieJson(origin, viewer, beside, SHORTENED_DOCUMENT),
  },
});

/** The joins that {@link movieJson} needs beside `movies`. */
export const MOVIE_JSON_JOINS = `
  JOIN movie_counts AS counts ON counts.movie_id = movies.id
  LEFT JOIN users AS creator ON creator.id = movies.creator_id`;
