// Users, and what they do with the newest movies, so that creators and counters are not all empty.

const USERS = 200;
const NEWEST = 5000;

const NEWEST_MOVIES = `(SELECT id FROM movies ORDER BY created_at DESC, id DESC LIMIT ${NEWEST})`;

const STATEMENTS = [
  `INSERT INTO users (username, email, password_hash)
   SELECT 'bench' || n, 'bench' || n || '@example.org', 'none' FROM generate_series(1, ${USERS}) AS n`,
  `UPDATE movies SET creator_id = (SELECT min(id) FROM users) + id % ${USERS}
   WHERE id % 3 = 0 AND id IN ${NEWEST_MOVIES}`,
  `INSERT INTO likes (movie_id, user_id)
   SELECT movie.id, users.id FROM ${NEWEST_MOVIES} AS movie JOIN users
   ON (movie.id * 7 + users.id * 13) % (10 + movie.id % 90) = 0`,
  `INSERT INTO comments (movie_id, author_id, text)
   SELECT movie.id, users.id, 'Seen it.' FROM ${NEWEST_MOVIES} AS movie JOIN users
   ON (movie.id * 5 + users.id * 11) % 200 = 0`,
  // Autovacuum would do it within minutes, that is to say somewhere in the middle of a window.
  'VACUUM (ANALYZE)',
];

/** @param {import('pg').Client} client */
export async function addActivity(client) {
  for (const statement of STATEMENTS) await client.query(statement);
}
