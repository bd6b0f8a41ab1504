// Reads: one prepared statement each, which puts the answer's JSON together.
import { notFound, originOf, send, sendPage, sliceOf } from './answers.mjs';
import { deepPages, isDeep } from './deep-pages.mjs';

/** The text of one movie for the anonymous; what only an edit changes lies ready in `document`. */
const MOVIE = `
  movie.document
  || ',"creator":' || coalesce('{"id":' || creator.id || ',"username":"' || creator.username || '"}', 'null')
  || ',"like_count":' || counts.like_count || ',"comment_count":' || counts.comment_count
  || ',"liked_by_me":null,"url":"' || $1::text || '/movies/' || movie.id || '/"}'`;

const JOINS = `
  JOIN movie_counts AS counts ON counts.movie_id = movie.id
  LEFT JOIN users AS creator ON creator.id = movie.creator_id`;

const ONE = `SELECT ${MOVIE} AS json FROM movies AS movie ${JOINS} WHERE movie.id = $2`;

// The ids come as an array, of which the planner expects few: it reads their rows by index whatever
// it thinks of LIMIT.
const page = (genre, ids) => `
  SELECT (SELECT coalesce(sum(movie_count), 0)::int FROM movie_totals WHERE genre_id = ${genre}) AS count,
    (SELECT string_agg(${MOVIE}, ',' ORDER BY page.position)
     FROM unnest(ARRAY(${ids} LIMIT $2::bigint OFFSET $3::bigint)) WITH ORDINALITY AS page (id, position)
     JOIN movies AS movie ON movie.id = page.id ${JOINS}) AS results`;

const PAGE = page('0', 'SELECT id FROM movies ORDER BY created_at DESC, id DESC');

const GENRE_ID = '(SELECT id FROM genres WHERE folded_name = lower($4))';
const GENRE_PAGE = page(
  GENRE_ID,
  `SELECT movie_id FROM movie_genres WHERE genre_id = ${GENRE_ID}
   ORDER BY created_at DESC, movie_id DESC`,
);

const time = (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The text of one comment; of a deleted one with replies its place is left. */
export const COMMENT = `
  '{"id":' || comment.id || ',"movie_id":' || comment.movie_id
  || ',"author":' || coalesce('{"id":' || author.id || ',"username":"' || author.username || '"}', 'null')
  || ',"text":' || coalesce(to_json(comment.text)::text, 'null')
  || ',"parent_id":' || coalesce(comment.parent_id::text, 'null')
  || ',"reply_count":' || comment.reply_count
  || ',"created_at":"' || ${time('comment.created_at')}
  || '","edited_at":' || coalesce('"' || ${time('comment.edited_at')} || '"', 'null') || '}'`;

const TOP_LEVEL = 'FROM comments WHERE movie_id = $1 AND parent_id IS NULL';

const COMMENTS = `
  SELECT (SELECT count(*)::int ${TOP_LEVEL}) AS count,
    (SELECT string_agg(${COMMENT}, ',' ORDER BY page.position)
     FROM unnest(ARRAY(
       SELECT id ${TOP_LEVEL} ORDER BY created_at DESC, id DESC LIMIT $2::bigint OFFSET $3::bigint
     )) WITH ORDINALITY AS page (id, position)
     JOIN comments AS comment ON comment.id = page.id
     LEFT JOIN users AS author ON author.id = comment.author_id) AS results
  FROM movies WHERE id = $1`;

export function addReads(server, read) {
  const deep = deepPages();

  server.get('/movies/', async (request, reply) => {
    const slice = sliceOf(request.query);
    const origin = originOf(request);
    const values = [origin, slice.size, slice.offset];
    const statement = isDeep(slice)
      ? await deep(slice, origin)
      : { name: 'page', text: PAGE, values };
    return sendPage(request, reply, slice, await read(statement));
  });

  server.get('/movies/genre/', async (request, reply) => {
    const slice = sliceOf(request.query);
    const values = [originOf(request), slice.size, slice.offset, request.query.genre];
    return sendPage(request, reply, slice, await read({ name: 'genre', text: GENRE_PAGE, values }));
  });

  server.get('/movies/:id/', async (request, reply) => {
    const values = [originOf(request), request.params.id];
    const movie = await read({ name: 'one', text: ONE, values });
    return movie === undefined ? notFound(reply) : send(reply, movie.json);
  });

  server.get('/movies/:id/comments/', async (request, reply) => {
    const slice = sliceOf(request.query);
    const values = [request.params.id, slice.size, slice.offset];
    const row = await read({ name: 'comments', text: COMMENTS, values });
    return row === undefined ? notFound(reply) : sendPage(request, reply, slice, row);
  });
}
