import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Slice } from '../http/pagination/page.query.js';
import { movieConditions, parseGenres, Values, type MovieFilter } from './movie-filter.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';
import { DEFAULT_ORDERING, movieOrder } from './movie-ordering.js';

/** For whom a list is written, and where its links begin. */
export interface Reader {
  /** The signed-in user's id. */
  readonly viewer: number | undefined;
  readonly origin: string;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether the text is one of few, so that preparing it pays. */
  readonly fixed: boolean;
}

/** The plain list: neither filter nor sort key but the default. */
const FIXED_ORDERINGS = [DEFAULT_ORDERING, 'created_at', 'title', '-year', '-like_count'];

/** Page sizes whose statements are prepared: the default, and what clients mostly ask for. */
const FIXED_SIZES = [DEFAULT_PAGE_SIZE, 50, MAX_PAGE_SIZE];

/**
 * One statement for a page of movies: picks the page's ids by index, then reads those rows alone,
 * so that its cost follows the page and not the table.
 *
 * The ids come as an array, of which the planner expects few: it reads their rows by index. LIMIT
 * is part of the text and OFFSET hidden from the planner, which would else plan anew for each value
 * of theirs; that takes longer than the statement itself.
 *
 * @throws {Problem} 400 for genres that cannot be read
 */
export function movieListStatement(
  filter: MovieFilter,
  ordering: readonly string[] | undefined,
  slice: Slice,
  reader: Reader,
): Statement {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const source = singleGenre(filter, ordering)
    ? byGenreIndex(filter.genre!, values)
    : byConditions(filter, ordering, values);
  const offset = slice.offset === 0 ? '' : `OFFSET (SELECT ${values.add(slice.offset)}::bigint)`;
  const filters = Object.values(filter).filter((value) => value !== undefined);
  return {
    text: `
      SELECT (${source.count})::bigint AS count, coalesce((
        SELECT string_agg(${movieJson(origin, viewer)}, ',' ORDER BY page.position)
        FROM unnest(ARRAY(
          SELECT ${source.id} FROM ${source.from} ORDER BY ${source.order} LIMIT ${slice.limit} ${offset}
        )) WITH ORDINALITY AS page (id, position)
        JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}
      ), '') AS results`,
    values: values.list,
    fixed:
      filters.length <= 1 &&
      FIXED_SIZES.includes(slice.limit) &&
      (ordering === undefined || (ordering.length === 1 && FIXED_ORDERINGS.includes(ordering[0]!))),
  };
}

interface Source {
  readonly id: string;
  readonly from: string;
  readonly order: string;
  readonly count: string;
}

function byConditions(
  filter: MovieFilter,
  ordering: readonly string[] | undefined,
  values: Values,
): Source {
  const conditions = movieConditions(filter, values);
  const asked = filter.ids !== undefined && ordering === undefined;
  const order = movieOrder(ordering ?? [DEFAULT_ORDERING]);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const counts = order.counted ? 'JOIN movie_counts AS counts ON counts.movie_id = movies.id' : '';
  return {
    id: 'movies.id',
    from: `movies ${counts} ${where}`,
    order: asked ? `array_position(${values.add(filter.ids)}::bigint[], movies.id)` : order.sql,
    count: where === '' ? total('0') : `SELECT count(*) FROM movies ${where}`,
  };
}

/** One genre, newest first: its own index has the order, its counters have the count. */
function singleGenre(filter: MovieFilter, ordering: readonly string[] | undefined): boolean {
  const filters = Object.entries(filter).filter(([, value]) => value !== undefined);
  const alone = filters.length === 1 && filters[0]![0] === 'genre';
  const newestFirst = ordering === undefined || ordering.join() === DEFAULT_ORDERING;
  return alone && newestFirst && parseGenres(filter.genre!).names.length === 1;
}

function byGenreIndex(genre: string, values: Values): Source {
  const id = `(SELECT id FROM genres WHERE lower(name) = lower(${values.add(parseGenres(genre).names[0])}))`;
  return {
    id: 'link.movie_id',
    from: `movie_genres AS link WHERE link.genre_id = ${id}`,
    order: 'link.created_at DESC, link.movie_id DESC',
    count: total(id),
  };
}

/** The exact number of movies, or of those with a genre, from its slots. */
const total = (genreId: string): string =>
  `SELECT coalesce(sum(movie_count), 0) FROM movie_totals WHERE genre_id = ${genreId}`;
