import type { SortKey } from '../paging/keyset.js';
import { whereClause, type ListSource } from '../paging/list.source.js';
import { listStatement } from '../paging/list.statement.js';
import { preparedList } from '../paging/prepared-list.js';
import { isNear, type Slice } from '../paging/slice.js';
import type { Reader } from '../http/routing/reader.js';
import { prepared, type Query } from '../database/run/statement.js';
import { Values } from '../database/run/values.js';
import { Asked, conditionsOnMovies, type MovieFilter } from './movie-filter.js';
import { MOVIE_JSON_JOINS, movieRow } from './movie-json.js';
import { DEFAULT_ORDERING, movieOrder, readsCounts } from './movie-ordering.js';
import { movieRows, readsLinks } from './movie-rows.query.js';

/** Orders whose statements are prepared, where no more than one key was asked for. */
const FIXED_ORDERINGS = [DEFAULT_ORDERING, 'created_at', 'title', '-year', '-like_count'];

/** Filters for whose values there is but one good plan. How many movies pass others, it must know. */
const FIXED_FILTERS = ['imdb_id', 'ids'];

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
  const source = (values: Values): ListSource => {
    const origin = values.add(reader.origin);
    const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
    const asked = new Asked(filter, values);
    const rows =
      isSingleGenre(asked) && isDefault(ordering)
        ? byGenreIndex(asked)
        : byConditions(asked, ordering, slice.kind);
    return {
      ...rows,
      ...movieRow(origin, viewer),
      joins: `JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`,
    };
  };
  const order = ordering?.join() ?? DEFAULT_ORDERING;
  const isFixed = FIXED_ORDERINGS.includes(order);
  const asked = new Asked(filter, new Values());
  const isPlain = asked.names.length === 0;
  if (isFixed && (isPlain || (isSingleGenre(asked) && isDefault(ordering)))) {
    const viewer = reader.viewer === undefined ? [] : [reader.viewer];
    const genre = isPlain ? [] : [asked.genres!.names[0]];
    const name = `${isPlain ? 'movies' : 'genre'} by ${order}${viewer.length === 0 ? '' : ' for a user'}`;
    return preparedList(name, [reader.origin, ...viewer, ...genre], slice, source);
  }
  const values = new Values();
  const text = listStatement(source(values), slice, values);
  const isPrepared = isFixed && FIXED_FILTERS.includes(asked.names.join());
  const statement = isPrepared
    ? prepared(text, { reads: true, quick: isNear(slice) })
    : { text, reads: true };
  return { ...statement, values: values.list };
}

type Rows = Pick<ListSource, 'id' | 'from' | 'where' | 'keys' | 'count' | 'few'>;

function byConditions(
  asked: Asked,
  ordering: readonly string[] | undefined,
  kind: Slice['kind'],
): Rows {
  const { ids } = asked.filter;
  if (ids !== undefined && ordering === undefined) return byIds(asked, ids);
  const keys = movieOrder(ordering ?? [DEFAULT_ORDERING]);
  // Only what is part of the statement may add values to it.
  const beside = kind === 'page' ? besidePage(asked, keys) : { count: 'NULL' };
  if (readsLinks(asked) && keys.length === 2 && keys[0]!.sql in KEYS_OF_LINKS) {
    const ofLinks = keys.map((key) => ({ ...key, sql: KEYS_OF_LINKS[key.sql]! }));
    const byAge = keys[0]!.descending ? 'DESC' : 'ASC';
    return { ...movieRows(asked, byAge), keys: ofLinks, ...beside };
  }
  const where = conditionsOnMovies(asked);
  return { id: 'movies.id', from: `movies ${countsOf(keys)}`, where, keys, ...beside };
}

/** What the links know of a movie: those of a genre can be walked in that order. */
const KEYS_OF_LINKS: Readonly<Record<string, string>> = {
  'movies.created_at': 'link.created_at',
  'movies.id': 'link.movie_id',
};

const countsOf = (keys: readonly SortKey[]): string =>
  readsCounts(keys) ? 'JOIN movie_counts AS counts ON counts.movie_id = movies.id' : '';

/** The number of movies; and, where few pass, the way to read all those and sort them. */
function besidePage(asked: Asked, keys: readonly SortKey[]): Pick<Rows, 'count' | 'few'> {
  if (asked.names.length === 0) return { count: total('0') };
  const { id, from, where } = movieRows(asked);
  const filtered = `FROM ${from} ${whereClause(where)}`;
  return {
    count: isSingleGenre(asked)
      ? total(`(SELECT ${asked.genreId(0)})`)
      : `SELECT count(*) ${filtered}`,
    few: {
      ids: `SELECT ${id} ${filtered}`,
      joins: `JOIN movies ON movies.id = found.id ${countsOf(keys)}`,
      keys,
      of: total('0'),
    },
  };
}

function byIds(asked: Asked, ids: readonly number[]): Rows {
  const where = conditionsOnMovies(asked);
  const place = `array_position(${asked.placeholder('ids', ids)}::bigint[], movies.id)`;
  return {
    id: 'movies.id',
    from: 'movies',
    where,
    keys: [{ sql: place, type: 'integer', descending: false }],
    count: `SELECT count(*) FROM movies ${whereClause(where)}`,
  };
}

const isDefault = (ordering: readonly string[] | undefined): boolean =>
  ordering === undefined || ordering.join() === DEFAULT_ORDERING;

const isSingleGenre = ({ names, genres }: Asked): boolean =>
  names.join() === 'genre' && genres!.names.length === 1;

/** One genre, newest first: its own index has the order, its counters have the count. */
function byGenreIndex(asked: Asked): Rows {
  const id = `(SELECT ${asked.genreId(0)})`;
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
