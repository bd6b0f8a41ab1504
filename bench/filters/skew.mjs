// Languages and creators as unevenly spread as in life, and users with few, many and very many likes.

const CREATORS = 200;
const COMMON = [
  ['en', 60],
  ['fr', 6],
  ['de', 5],
  ['es', 4],
  ['it', 3.5],
  ['ja', 3],
  ['hi', 2.5],
  ['ko', 2],
  ['zh', 1.5],
  ['ru', 1],
  ['pt', 1],
  ['sv', 0.5],
];
const RARE = 'da no fi nl pl cs hu tr el ro uk fa ar he th vi id ta te ml'.split(' ');

/** SQL text that takes a language by a random number below 100; the last of them have none. */
function language(random) {
  let upTo = 0;
  const cases = COMMON.map(([code, percent]) => {
    upTo += percent;
    return `WHEN ${random} < ${upTo} THEN '${code}'`;
  });
  const rare = RARE.map((code) => `'${code}'`).join(', ');
  return `CASE ${cases.join(' ')} WHEN ${random} < 95
    THEN (ARRAY[${rare}])[1 + floor(${random} * 4)::integer % ${RARE.length}] END`;
}

const USERS = `INSERT INTO users (username, email, password_hash)
  SELECT 'bench' || n, 'bench' || n || '@example.org', 'none' FROM generate_series(1, ${CREATORS + 3}) AS n`;

/** The first creators have the most movies; every third movie has one. */
const MOVIES = `UPDATE movies SET language = ${language('dice.one')},
    creator_id = CASE WHEN dice.other < 0.33
      THEN (SELECT min(id) FROM users) + floor(${CREATORS} * (3 * dice.other) ^ 2)::integer END
  FROM (SELECT id, 100 * random() AS one, random() AS other FROM movies) AS dice
  WHERE dice.id = movies.id`;

const LIKES = `INSERT INTO likes (movie_id, user_id)
  SELECT movie.id, $1::bigint FROM (SELECT id FROM movies ORDER BY md5(id::text || $1::bigint) LIMIT $2) AS movie`;

/**
 * Before the movies are multiplied: copies take after their originals.
 *
 * @param {import('pg').Client} client
 */
export async function skew(client) {
  await client.query('SELECT setseed(0.5)');
  await client.query(USERS);
  await client.query(MOVIES);
}

/**
 * @param {import('pg').Client} client
 * @returns {Promise<{ first: number, last: number, likers: number[] }>} the ids of the creators with the
 *   most and the fewest movies, and of users who like 10, 1,000 and 50,000
 */
export async function people(client) {
  const { rows } = await client.query('SELECT id FROM users ORDER BY id');
  const ids = rows.map(({ id }) => Number(id));
  const likers = ids.slice(CREATORS);
  for (const [index, likes] of [10, 1000, 50_000].entries()) {
    await client.query(LIKES, [likers[index], likes]);
  }
  return { first: ids[0], last: ids[CREATORS - 1], likers };
}
