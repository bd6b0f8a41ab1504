import {
  conditionsOnMovies,
  genreId,
  hasAllGenres,
  testsOn,
  type FilterSql,
} from './movie-filter.js';

/** Rows of which each is a movie, and no two the same. */
export interface MovieRows {
  readonly id: string;
  readonly from: string;
  readonly where: readonly string[];
}

/** The age of movies, oldest first or newest first. */
export type ByAge = 'ASC' | 'DESC';

/** A list of more genres, any of which will do, is not merged genre by genre. */
const MOST_RANGES = 8;

/** Columns that narrow tables have, too: reading the wide rows of many movies takes ten times as long. */
const OF_LINK = ['year', 'language'] as const;
const OF_TITLE = ['title_key', ...OF_LINK] as const;

/** Whether {@link movieRows} reads the genres' ranges, as `link`. */
export const readsLinks = ({ genres }: FilterSql): boolean =>
  genres !== undefined && (genres.match === 'all' || genres.names.length <= MOST_RANGES);

/**
 * The movies that pass a filter, from where that takes the least reading: from the likes of a user, from
 * the genres' own ranges, from the titles, else from the movies.
 *
 * @param byAge the order in which the ranges of several genres shall be merged
 */
export function movieRows(filter: FilterSql, byAge?: ByAge): MovieRows {
  const { genres, likedBy, by, tests } = filter;
  const isOfUser = `likes.user_id = ${likedBy}`;
  if (by === 'liked_by') return { id: 'likes.movie_id', from: 'likes', where: [isOfUser] };
  const isTitled = tests.some(({ column }) => column === 'title_key');
  if (genres === undefined ? !isTitled : !readsLinks(filter)) {
    return { id: 'movies.id', from: 'movies', where: conditionsOnMovies(filter) };
  }
  const first =
    genres === undefined
      ? { id: 'titles.movie_id', from: 'movie_titles AS titles', where: [] }
      : { id: 'link.movie_id', ...linksOf(filter, genres, byAge) };
  const from = [first.from];
  const where = [...first.where];
  const join = (table: string, id: string, conditions: readonly string[]): void => {
    if (conditions.length === 0) return;
    from.push(`JOIN ${table} ON ${id} = ${first.id}`);
    where.push(...conditions);
  };
  if (genres === undefined) where.push(...testsOn(filter, 'titles', OF_TITLE));
  else join('movie_titles AS titles', 'titles.movie_id', testsOn(filter, 'titles', ['title_key']));
  join('movies', 'movies.id', testsOn(filter, 'movies', ['creator_id', 'imdb_id', 'id']));
  join('likes', 'likes.movie_id', likedBy === undefined ? [] : [isOfUser]);
  return { id: first.id, from: from.join(' '), where };
}

type Links = Pick<MovieRows, 'from' | 'where'>;

/** Of all: the range of the rarest. Of any: range beside range, each without the movies of those before. */
function linksOf(
  filter: FilterSql,
  genres: NonNullable<FilterSql['genres']>,
  byAge: ByAge | undefined,
): Links {
  const { names, match, list } = genres;
  const tests = testsOn(filter, 'link', OF_LINK);
  if (match === 'all') {
    return { from: 'movie_genres AS link', where: [...hasAllGenres(genres), ...tests] };
  }
  // Each range by itself: the planner merges sorted parts, and sorts what it could have merged.
  const order =
    byAge === undefined ? '' : `ORDER BY link.created_at ${byAge}, link.movie_id ${byAge}`;
  const ranges = names.map((_, index) => {
    const where = [`link.genre_id = ${genreId({ list }, index)}`];
    where.push(...tests);
    if (index > 0) where.push(`NOT link.genre_ids && (SELECT genre_ids_of((${list})[:${index}]))`);
    return `(
      SELECT link.movie_id, link.created_at FROM movie_genres AS link
      WHERE ${where.join(' AND ')} ${order}
    )`;
  });
  return { from: `(${ranges.join(' UNION ALL ')}) AS link`, where: [] };
}
