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
 */
export const movieJson = (origin: string, viewer: string | undefined): string => `
  movies.document
  || ',"creator":' || coalesce('{"id":' || creator.id || ',"username":"' || creator.username || '"}', 'null')
  || ',"like_count":' || counts.like_count
  || ',"comment_count":' || counts.comment_count
  || ',"liked_by_me":' || ${likedBy(viewer)}
  || ',"url":"' || ${origin}::text || '/movies/' || movies.id || '/"}'`;

/** The joins that {@link movieJson} needs beside `movies`. */
export const MOVIE_JSON_JOINS = `
  JOIN movie_counts AS counts ON counts.movie_id = movies.id
  LEFT JOIN users AS creator ON creator.id = movies.creator_id`;
