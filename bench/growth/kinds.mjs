// What is asked for at each size: a list of paths of each kind, gone through in turns.
import { requestsOf } from '../search/speed/requests.mjs';

const ORDERINGS = ['created_at', 'updated_at', 'title', 'year', 'like_count', 'comment_count'];
const DISCUSSED = `SELECT movie_id AS id FROM movie_counts
  WHERE comment_count > 0 ORDER BY movie_id LIMIT 200`;
const GENRES = `SELECT genre, count(*) FROM movies TABLESAMPLE SYSTEM (5) CROSS JOIN unnest(genres) AS genre
  GROUP BY genre ORDER BY count(*) DESC LIMIT 10`;

/** How much slower the largest may be than the smallest. */
const MOST = { list: 1.3, search: 2 };

export async function kindsOf(client) {
  const requests = await requestsOf(client);
  const { rows: discussed } = await client.query(DISCUSSED);
  const { rows: genres } = await client.query(GENRES);
  const list = (name, paths) => ({ name, paths, most: MOST.list });
  const search = (name, paths) => ({ name, paths, most: MOST.search });
  const ordered = ORDERINGS.flatMap((key) => [key, `-${key}`]).map((ordering) =>
    list(`list by \`${ordering}\`, page 1`, [`/movies/?ordering=${ordering}`]),
  );
  return [
    ...ordered,
    list(
      'genre, page 1',
      genres.map(({ genre }) => `/movies/genre/?genre=${encodeURIComponent(genre)}`),
    ),
    list('detail', requests.detail),
    list(
      'comments',
      discussed.map(({ id }) => `/movies/${id}/comments/`),
    ),
    list(
      'likes',
      discussed.map(({ id }) => `/movies/${id}/like/`),
    ),
    search('search, as typed', requests.typed),
    search('search, one error', requests.oneError),
    search('search, two errors', requests.twoErrors),
    search('suggestions', requests.suggest),
  ];
}
