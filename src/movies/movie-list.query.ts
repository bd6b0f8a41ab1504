import { listStatement, type ListSource } from '../database/list/list.statement.js';
import type { Slice } from '../database/list/slice.js';
import { Values } from '../database/values.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../http/pagination/page.query.js';
import { movieConditions, parseGenres, type MovieFilter } from './movie-filter.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';
import { DEFAULT_ORDERING, movieOrder, readsCounts } from './movie-ordering.js';

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

/** Whether a statement, fixed but for its page size, is one of few. */
export const isFixedSize = ({ limit }: Slice): boolean => FIXED_SIZES.includes(limit);

/**
 * One statement for a slice of the movies.
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
  const rows = singleGenre(filter, ordering)
    ? byGenreIndex(filter.genre!, values)
    : byConditions(filter, ordering, values);
  const source: ListSource = {
    ...rows,
    json: movieJson(origin, viewer),
    joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
  };
  const filters = Object.values(filter).filter((value) => value !== undefined);
  return {
    text: listStatement(source, slice, values),
    values: values.list,
    fixed:
      filters.length <= 1 &&
      isFixedSize(slice) &&
      (ordering === undefined || (ordering.length === 1 && FIXED_ORDERINGS.includes(ordering[0]!))),
  };
}

type Rows = Pick<ListSource, 'id' | 'from' | 'where' | 'keys' | 'count'>;

function byConditions(
  filter: MovieFilter,
  ordering: readonly string[] | undefined,
  values: Values,
): Rows {
  const where = movieConditions(filter, values);
  const keys =
    filter.ids !== undefined && ordering === undefined
      ? asAsked(values.add(filter.ids))
      : movieOrder(ordering ?? [DEFAULT_ORDERING]);
  const counts = readsCounts(keys)
    ? 'JOIN movie_counts AS counts ON counts.movie_id = movies.id'
    : '';
  return {
    id: 'movies.id',
    from: `movies ${counts}`,
    where,
    keys,
    count:
      where.length === 0 ? total('0') : `SELECT count(*) FROM movies WHERE ${where.join(' AND ')}`,
  };
}

const asAsked = (ids: string): ListSource['keys'] => [
  { sql: `array_position(${ids}::bigint[], movies.id)`, type: 'integer', descending: false },
];

/** One genre, newest first: its own index has the order, its counters have the count. */
function singleGenre(filter: MovieFilter, ordering: readonly string[] | undefined): boolean {
  const filters = Object.entries(filter).filter(([, value]) => value !== undefined);
  const alone = filters.length === 1 && filters[0]![0] === 'genre';
  const newestFirst = ordering === undefined || ordering.join() === DEFAULT_ORDERING;
  return alone && newestFirst && parseGenres(filter.genre!).names.length === 1;
}

function byGenreIndex(genre: string, values: Values): Rows {
  const id = `(SELECT id FROM genres WHERE lower(name) = lower(${values.add(parseGenres(genre).names[0])}))`;
  return {
    id: 'link.movie_id',
    from: 'movie_genres AS link',
    where: [`link.genre_id = ${id}`],
    keys: [
      { sql: 'link.created_at', type: 'timestamptz', descending: true },
      { sql: 'link.movie_id', type: 'bigint', descending: true },
    ],
    count: total(id),
  };
}

/** The exact number of movies, or of those with a genre, from its slots. */
const total = (genreId: string): string =>
  `SELECT coalesce(sum(movie_count), 0) FROM movie_totals WHERE genre_id = ${genreId}`;
