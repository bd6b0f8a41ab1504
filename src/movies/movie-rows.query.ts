import {
  conditionsOnMovies,
  hasAllGenres,
  likedBy,
  ofMovie,
  yearAndLanguage,
  type Asked,
} from './movie-filter.js';

/** Rows of which each is a movie, and no two the same. */
export interface MovieRows {
  readonly id: string;
  readonly from: string;
  readonly where: readonly string[];
}

/** The age of movies, oldest first or newest first. */
export type ByAge = 'ASC' | 'DESC';

/** Whether {@link movieRows} reads the genres' ranges, as `link`. */
export const readsLinks = ({ genres }: Asked): boolean =>
  genres !== undefined && (genres.match === 'all' || genres.names.length <= MOST_RANGES);

/** A list of more genres, any of which will do, is not merged genre by genre. */
const MOST_RANGES = 8;

/**
 * The movies that pass a filter, from where that takes the least reading: from the likes of a user, from
 * the genres' own ranges, else from the movies.
 *
 * @param byAge the order in which the ranges of several genres shall be merged
 */
export function movieRows(asked: Asked, byAge?: ByAge): MovieRows {
  const { genres, names } = asked;
  if (names.join() === 'liked_by') {
    return { id: 'likes.movie_id', from: 'likes', where: [likedBy(asked)] };
  }
  if (readsLinks(asked)) {
    const links =
      genres!.match === 'all' ? ofAllGenres(asked) : ofAnyGenre(asked, genres!.names.length, byAge);
    return beside(asked, links);
  }
  return { id: 'movies.id', from: 'movies', where: conditionsOnMovies(asked) };
}

type Links = Pick<MovieRows, 'from' | 'where'>;

/** The range of the rarest, whose rows know the movie's other genres. */
function ofAllGenres(asked: Asked): Links {
  const where = [...hasAllGenres(asked), ...yearAndLanguage(asked, 'link')];
  return { from: 'movie_genres AS link', where };
}

/** Range beside range, each without the movies of those before it. */
function ofAnyGenre(asked: Asked, genres: number, byAge: ByAge | undefined): Links {
  // Each range by itself: the planner merges sorted parts, and sorts what it could have merged.
  const order =
    byAge === undefined ? '' : `ORDER BY link.created_at ${byAge}, link.movie_id ${byAge}`;
  const ranges = Array.from({ length: genres }, (_, index) => {
    const where = [`link.genre_id = ${asked.genreId(index)}`, ...yearAndLanguage(asked, 'link')];
    if (index > 0) where.push(`NOT link.genre_ids && ${asked.firstGenreIds(index)}`);
    return `(
      SELECT link.movie_id, link.created_at FROM movie_genres AS link
      WHERE ${where.join(' AND ')} ${order}
    )`;
  });
  return { from: `(${ranges.join(' UNION ALL ')}) AS link`, where: [] };
}

/** What the links do not know is read where it stands. */
function beside(asked: Asked, { from, where }: Links): MovieRows {
  const joins = [from];
  const conditions = [...where, ...ofMovie(asked)];
  if (ofMovie(asked).length > 0) joins.push('JOIN movies ON movies.id = link.movie_id');
  if (asked.filter.liked_by !== undefined) {
    joins.push('JOIN likes ON likes.movie_id = link.movie_id');
    conditions.push(likedBy(asked));
  }
  return {
    id: 'link.movie_id',
    from: joins.join(' '),
    where: conditions,
  };
}
