// Users, and what they have done: as uneven as in life, and the same on every run.

/** What is measured of movies that users have made lies on the first pages. */
const NEWEST = 5000;
const PER_MOVIE = { likes: 2, comments: 0.5 };
/** Of a power law: the movie at place n has 1 / n^0.8 of the events that the first one has. */
const EXPONENT = 0.8;
/** Days; a twelfth of the events are of the last seven. */
const OLDEST = 1000;
/** Rows that one statement writes: its triggers hold all of them in memory. */
const BATCH = 500_000;

/** 20,000 users of 10,000 movies, 100,000 of a million. */
export const usersOf = (movies) => Math.round(20_000 * (movies / 10_000) ** 0.35);

const USERS = `INSERT INTO users (username, email, password_hash)
  SELECT 'bench' || n, 'bench' || n || '@example.org', 'none' FROM generate_series(1, $1) AS n`;

const CREATORS = `UPDATE movies SET creator_id = (SELECT min(id) FROM users) + movies.id % 200
  FROM (SELECT id FROM movies ORDER BY created_at DESC, id DESC LIMIT ${NEWEST}) AS newest
  WHERE newest.id = movies.id AND movies.id % 3 = 0`;

/** Movies from the most to the least liked: in no order of id, age or title. */
const PLACES = `CREATE TEMPORARY TABLE places AS
  SELECT id AS movie_id, row_number() OVER (ORDER BY md5(id::text)) AS place FROM movies`;

/** `$1` events on the whole. The first users have the most; an event that comes twice is left out. */
const events = (name) => `CREATE TEMPORARY TABLE ${name} AS
  SELECT row_number() OVER (ORDER BY at, movie_id, user_id) AS number, *
  FROM (
    SELECT DISTINCT ON (movie_id, user_id) movie_id, user_id,
      date_trunc('second', now()) - ${OLDEST} * dice.age ^ 2 * interval '1 day' AS at
    FROM (
      SELECT movie_id, $1 * place ^ -${EXPONENT}
        / (SELECT sum(place ^ -${EXPONENT}) FROM places) AS wanted
      FROM places ORDER BY place
    ) AS movie
    CROSS JOIN LATERAL generate_series(1, floor(wanted + random())::integer) AS event_number
    CROSS JOIN LATERAL (
      SELECT (SELECT min(id) FROM users) + floor($2 * random() ^ 2)::bigint AS user_id,
        random() AS age WHERE event_number > 0 -- else one throw for all events of a movie
    ) AS dice
    ORDER BY movie_id, user_id, at
  ) AS event`;

const LIKES = `INSERT INTO likes (movie_id, user_id, liked_at)
  SELECT movie_id, user_id, at FROM like_events WHERE number > $1 AND number <= $2 ORDER BY number`;

/** A remark is as much of the description as its writer had time for. */
const COMMENTS = `INSERT INTO comments (movie_id, author_id, text, created_at)
  SELECT movie_id, user_id,
    coalesce(rtrim(left(description, 12 + event.number::integer % 17 * 23)), 'Seen it.'), at
  FROM comment_events AS event JOIN movies ON movies.id = movie_id
  WHERE number > $1 AND number <= $2 ORDER BY number`;

/** Every tenth is answered by whoever comes next. */
const REPLIES = `INSERT INTO comments (movie_id, author_id, text, parent_id, created_at)
  SELECT movie_id, (SELECT min(id) FROM users) + author_id % $1, 'So it is.', id, created_at + interval '1 hour'
  FROM comments WHERE id % 10 = 0 AND created_at < now() - interval '2 hours' ORDER BY id`;

async function inBatches(client, statement, table) {
  const { rows } = await client.query(`SELECT count(*)::integer AS count FROM ${table}`);
  for (let done = 0; done < rows[0].count; done += BATCH) {
    await client.query(statement, [done, done + BATCH]);
  }
}

/** @param {import('pg').Client} client on a database that has movies and no users yet */
export async function addSkewedActivity(client) {
  const { rows } = await client.query('SELECT count(*)::integer AS movies FROM movies');
  const { movies } = rows[0];
  const users = usersOf(movies);
  await client.query("SET synchronous_commit = off; SET work_mem = '256MB'; SELECT setseed(0.5)");
  await client.query(USERS, [users]);
  await client.query(CREATORS);
  await client.query(PLACES);
  await client.query('ANALYZE');
  for (const [name, perMovie] of [
    ['like_events', PER_MOVIE.likes],
    ['comment_events', PER_MOVIE.comments],
  ]) {
    await client.query(
      events(name)
        .replaceAll('$1', perMovie * movies)
        .replaceAll('$2', users),
    );
  }
  await inBatches(client, LIKES, 'like_events');
  await inBatches(client, COMMENTS, 'comment_events');
  await client.query('ANALYZE comments'); // else the trigger is planned for a table of no rows
  await client.query(REPLIES, [users]);
  await client.query('DROP TABLE places, like_events, comment_events');
  // What is newer than that a run of the bench has written.
  await client.query('CREATE TABLE bench_loaded AS SELECT clock_timestamp() AS at');
}
