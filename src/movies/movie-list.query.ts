import { Values, type Query } from '../database/run/statement.js';
import type { Reader } from '../http/routing/reader.js';
import type { SortKey } from '../paging/keyset.js';
import { whereClause, type ListSource } from '../paging/list.source.js';
import { listQuery } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import {
  conditionsOnMovies,
  filterSql,
  genreId,
  type FilterSql,
  type MovieFilter,
} from './movie-filter.js';
import { MOVIE_JSON_JOINS, movieRow } from './movie-json.js';
import { DEFAULT_ORDERING, movieOrder, readsCounts } from './movie-ordering.js';
import { movieRows, readsLinks } from './movie-rows.query.js';

/** Orders whose statements are prepared, where no more than one key was asked for. */
const FIXED_ORDERINGS = [DEFAULT_ORDERING, 'created_at', 'title', '-year', '-like_count'];

/** Filters for whose values there is but one good plan. How many movies pass others, it must know. */
const FIXED_FILTERS = ['', 'imdb_id', 'id'];

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
): Query {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const sql = filterSql(filter, values);
  const order = ordering?.join() ?? DEFAULT_ORDERING;
  const isPrepared = isSingleGenre(sql)
    ? order === DEFAULT_ORDERING
    : FIXED_FILTERS.includes(sql.by) && FIXED_ORDERINGS.includes(order);
  const name = `movies of ${sql.by} by ${ordering?.join()} for ${viewer}`;
  return listQuery(isPrepared ? name : undefined, values, slice, () => ({
    ...(sql.ids !== undefined && ordering === undefined
      ? asAskedFor(sql, sql.ids)
      : inOrder(sql, movieOrder(order.split(',')))),
    ...movieRow(origin, viewer),
    joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
  }));
}

type Rows = Pick<ListSource, 'id' | 'from' | 'where' | 'keys' | 'count' | 'few'>;

/**
 * Where few movies pass the filter, they are collected and sorted; else the order's index is walked. Only
 * the links of genres have an order of their own.
 */
function inOrder(filter: FilterSql, keys: readonly SortKey[]): Rows {
  const movies = { id: 'movies.id', where: conditionsOnMovies(filter) };
  const walk = { ...movies, from: `movies ${countsOf(keys)}`, keys };
  if (filter.by === '') return { ...walk, count: total('0') };
  const { id, from, where } = movieRows(filter);
  const filtered = `FROM ${from} ${whereClause(where)}`;
  const few = {
    ids: `SELECT ${id} ${filtered}`,
    joins: `JOIN movies ON movies.id = found.id ${countsOf(keys)}`,
    keys,
    of: total('0'),
  };
  const count = isSingleGenre(filter)
    ? total(genreId(filter.genres!, 0))
    : `SELECT count(*) ${filtered}`;
  if (!readsLinks(filter) || keys.length > 2 || !(keys[0]!.sql in KEYS_OF_LINKS)) {
    return { ...walk, count, few };
  }
  return {
    ...movieRows(filter, keys[0]!.descending ? 'DESC' : 'ASC'),
    keys: keys.map((key) => ({ ...key, sql: KEYS_OF_LINKS[key.sql]! })),
    count,
    few: isSingleGenre(filter) ? undefined : few,
  };
}

/** What the links know of a movie: those of a genre can be walked in that order. */
const KEYS_OF_LINKS: Readonly<Record<string, string>> = {
  'movies.created_at': 'link.created_at',
  'movies.id': 'link.movie_id',
};

const countsOf = (keys: readonly SortKey[]): string =>
  readsCounts(keys) ? 'JOIN movie_counts AS counts ON counts.movie_id = movies.id' : '';

/** The movies of some ids, in the order of the ids. */
function asAskedFor(filter: FilterSql, ids: string): Rows {
  const where = conditionsOnMovies(filter);
  return {
    id: 'movies.id',
    from: 'movies',
    where,
    keys: [{ sql: `array_position(${ids}, movies.id)`, type: 'integer', descending: false }],
    count: `SELECT count(*) FROM movies ${whereClause(where)}`,
  };
}

const isSingleGenre = ({ by, genres }: FilterSql): boolean =>
  by === 'genre' && genres!.names.length === 1;

/** The exact number of movies, or of those with a genre, from its slots. */
const total = (genre: string): string =>
  `SELECT coalesce(sum(movie_count), 0) FROM movie_totals WHERE genre_id = (SELECT ${genre})`;
