// Writes: one statement each, a function that looks at the session, writes and answers. The
// product's triggers keep counts and derived rows.
import { originOf, send } from './answers.mjs';
import { built } from './built.mjs';
import { FUNCTIONS } from './writes.sql.mjs';

const LIKE = 'SELECT * FROM bench_limit.like_movie($1, $2, $3, $4)';
const COMMENT = 'SELECT bench_limit.add_comment($1, $2, $3, $4, $5) AS json';
const MOVIE = `SELECT bench_limit.add_movie(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS json`;

const unauthorized = (reply) => send(reply.code(401), '{}');

/** The product's forms of a title, by which it is found and sorted. */
const { newMovieColumns } = await built('movies', 'movie-columns.js');

export async function prepareWrites(write) {
  for (const text of FUNCTIONS) await write({ text });
}

export function addWrites(server, write, claimsOf) {
  server.post('/movies/:id/like/', async (request, reply) => {
    const claims = claimsOf(request);
    if (claims === undefined) return unauthorized(reply);
    const { id } = request.params;
    const row = await write({ name: 'like', text: LIKE, values: [...claims, id] });
    if (row.like_count === null) return unauthorized(reply);
    const answer = `{"movie_id":${id},"like_count":${row.like_count},"liked":true}`;
    return send(reply.code(row.is_new ? 201 : 200), answer);
  });

  server.post('/movies/:id/comments/', async (request, reply) => {
    const claims = claimsOf(request);
    if (claims === undefined) return unauthorized(reply);
    const values = [...claims, request.params.id, request.body.text];
    const { json } = await write({ name: 'comment', text: COMMENT, values });
    return json === null ? unauthorized(reply) : send(reply.code(201), json);
  });

  server.post('/movies/', async (request, reply) => {
    const claims = claimsOf(request);
    if (claims === undefined) return unauthorized(reply);
    const values = [...claims, originOf(request), ...columnsOf(request.body)];
    const { json } = await write({ name: 'movie', text: MOVIE, values });
    return json === null ? unauthorized(reply) : send(reply.code(201), json);
  });
}

/** In the order of the function's parameters. */
function columnsOf(input) {
  const columns = newMovieColumns(input);
  return [
    input.genres ?? [],
    columns.title,
    columns.titleKey,
    columns.joinedTitle,
    columns.titleTerms,
    columns.originalTitle,
    columns.joinedOriginalTitle,
    columns.originalTitleTerms,
    columns.description,
    columns.year,
    columns.releaseDate,
    columns.runtimeMinutes,
    columns.language,
    columns.director,
    columns.cast ?? [],
    columns.posterUrl,
    columns.imdbId,
  ];
}
