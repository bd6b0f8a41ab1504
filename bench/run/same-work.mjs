// The reference does the product's work: its answers are the same, and so is what it leaves behind.
import { isDeepStrictEqual } from 'node:util';
import { requireSameAnswers, requireSameWrites } from '../same-answers.mjs';

const READS = 25;
const WRITES = 5;

/** More pages than are measured: the last one is where links end. */
const morePages = (count) =>
  [2, 3, Math.ceil(count / 20)]
    .map((page) => `/movies/?page=${page}`)
    .concat('/movies/?page_size=100&page=3', '/movies/genre/?genre=drama&page=2');

/** The movie with the most comments, whose pages have all kinds of them. */
const MOST_DISCUSSED = 'SELECT movie_id FROM movie_counts ORDER BY comment_count DESC LIMIT 1';

const ROWS = `
  SELECT (to_jsonb(movies) - '{id,creator_id,created_at,updated_at,document}'::text[])::text AS movie,
    mails.kind, array(SELECT jsonb_object_keys(payload)) AS payload, gives_up_at - queued_at AS patience,
    payload->>'title' = movies.title AND (payload->>'user_id')::bigint = creator_id AS right_mail,
    array(SELECT genre_id FROM movie_genres WHERE movie_id = movies.id ORDER BY 1)::text AS genres
  FROM movies LEFT JOIN mails ON (payload->>'movie_id')::bigint = movies.id WHERE movies.id = $1`;

/** @throws {Error} with the first thing that differs */
export async function requireSameWork(servers, { client, count, endpoints }) {
  const reads = endpoints.filter(({ paths }) => paths !== undefined);
  const { rows } = await client.query(MOST_DISCUSSED);
  await requireSameAnswers(servers, [
    ...reads.flatMap(({ paths }) => paths.slice(0, READS)),
    ...morePages(count),
    `/movies/${rows[0].movie_id}/comments/`,
  ]);
  for (const { name, requests } of endpoints) {
    if (reads.some((read) => read.name === name)) continue;
    await requireSameWritten(servers, client, name, requests);
  }
}

async function requireSameWritten(servers, client, name, requests) {
  const own = Array.from({ length: WRITES }, () => requests.at());
  // A like is its user's first one only once; the writers of all else are the same, too.
  const others =
    name === 'like' ? own.map((like) => ({ ...like, headers: requests.at().headers })) : own;
  const written = await requireSameWrites(servers, [own, others]);
  if (name !== 'movie') return;
  for (const movies of written) {
    const [one, other] = await Promise.all(
      movies.map(async ({ id }) => (await client.query(ROWS, [id])).rows[0]),
    );
    if (one.kind !== 'movie-created' || !isDeepStrictEqual(one, other))
      throw new Error(`Rows differ:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`);
  }
}
