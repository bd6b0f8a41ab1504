// The limit: what Fastify and pg can do on this schema when nothing but the answer is made. No
// validation, no logging, no headers of its own; addresses are those that the bench sends.
// Environment: PGHOST, PGPORT, PGUSER, PGDATABASE (as pg reads them), PORT, and PIPELINE=on for
// pipelined connections in place of a pool.
import Fastify from 'fastify';
import pg from 'pg';

/** Each sends its next statement before the last one is answered: better than many connections. */
const CONNECTIONS = 4;

// The text of one movie; what only an edit changes lies ready in `document`.
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
const PAGE = `
  SELECT (SELECT sum(movie_count) FROM movie_totals WHERE genre_id = 0)::int AS count,
    (SELECT string_agg(${MOVIE}, ',' ORDER BY page.position)
     FROM unnest(ARRAY(
       SELECT id FROM movies ORDER BY created_at DESC, id DESC LIMIT $2::bigint OFFSET $3::bigint
     )) WITH ORDINALITY AS page (id, position)
     JOIN movies AS movie ON movie.id = page.id ${JOINS}) AS results`;

// Left to itself PostgreSQL plans PAGE anew each time, for LIMIT's sake: that costs more than running it.
const options = '-c plan_cache_mode=force_generic_plan';

/** One statement at a time on each of ten connections, as pg's pool is mostly used. */
function pooled() {
  const pool = new pg.Pool({ max: 10, options });
  return (statement) => pool.query(statement);
}

async function pipelined() {
  const connect = async () => {
    const client = new pg.Client({ pipeline: true, options });
    client.on('error', (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
    await client.connect();
    return client;
  };
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, connect));
  let turn = 0;
  return (statement) => {
    turn = (turn + 1) % CONNECTIONS;
    return clients[turn].query(statement);
  };
}

const run = process.env.PIPELINE === 'on' ? await pipelined() : pooled();
const query = async (name, text, values) => {
  const { rows } = await run({ name, text, values });
  return rows[0];
};

const send = (reply, text) =>
  reply.header('Content-Type', 'application/json; charset=utf-8').send(text);
const notFound = (reply) => send(reply.code(404), '{}');

const server = Fastify({ logger: false });

server.get('/movies/', async (request, reply) => {
  const origin = `http://${request.headers.host}`;
  const page = Number(request.query.page ?? 1);
  const size = Number(request.query.page_size ?? 20);
  const { count, results } = await query('page', PAGE, [origin, size, (page - 1) * size]);
  const pages = Math.max(1, Math.ceil(count / size));
  if (page > pages) return notFound(reply);
  const given = request.query.page_size === undefined ? '' : `page_size=${size}&`;
  const link = (to) => (to < 1 || to > pages ? 'null' : `"${origin}/movies/?${given}page=${to}"`);
  const links = `"next":${link(page + 1)},"previous":${link(page - 1)}`;
  return send(reply, `{"count":${count},${links},"results":[${results ?? ''}]}`);
});

server.get('/movies/:id/', async (request, reply) => {
  const movie = await query('one', ONE, [`http://${request.headers.host}`, request.params.id]);
  return movie === undefined ? notFound(reply) : send(reply, movie.json);
});

await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) });
// Whoever started it with a channel is told the port, and its end is the server's end. A signal ends
// it as it stands: it holds nothing that needs an orderly close.
process.once('disconnect', () => process.exit());
process.send?.({ port: server.server.address().port });
