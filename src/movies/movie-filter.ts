import type { Values } from '../database/run/statement.js';
import { foldCase } from '../http/input/text.js';
import { Problem } from '../http/problems/problem.js';
import { titleKey } from './title-words.js';

/** What a list or a search may be narrowed by; every part is optional. */
export interface MovieFilter {
  readonly title?: string;
  readonly genre?: string;
  readonly year?: number;
  readonly year_min?: number;
  readonly year_max?: number;
  readonly language?: string;
  readonly creator?: number;
  readonly liked_by?: number;
  readonly imdb_id?: string;
  readonly ids?: readonly number[];
}

/** A condition on one column of a movie, without the table that has it. */
interface Test {
  readonly column: 'title_key' | 'year' | 'language' | 'creator_id' | 'imdb_id' | 'id';
  readonly sql: string;
}

/** Genres by folded name, and how a movie has to match them. */
export interface Genres {
  readonly names: readonly string[];
  readonly match: 'all' | 'any';
}

/** A filter as SQL: each value has one placeholder, however often a statement names it. */
export interface FilterSql {
  /** What is filtered by, such as `year,genre`; empty for nothing. */
  readonly by: string;
  readonly tests: readonly Test[];
  /** `list` is the placeholder of the names. */
  readonly genres?: Genres & { readonly list: string };
  /** The placeholder of the user whose likes they are. */
  readonly likedBy?: string;
  /** The placeholder of the ids. */
  readonly ids?: string;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** @throws {Problem} 400 for genres that cannot be read */
export function filterSql(filter: MovieFilter, values: Values): FilterSql {
  const { title, genre, year, year_min, year_max, language, creator, imdb_id } = filter;
  const tests: Test[] = [];
  const test = (column: Test['column'], operator: string, value: unknown): void => {
    if (value !== undefined) tests.push({ column, sql: `${operator} ${values.add(value)}` });
  };
  test('title_key', 'LIKE', title && `%${escapeLike(titleKey(title))}%`);
  test('year', '=', year);
  test('year', '>=', year_min);
  test('year', '<=', year_max);
  test('language', '=', language?.toLowerCase());
  test('creator_id', '=', creator);
  test('imdb_id', '=', imdb_id?.toLowerCase());
  const ids = filter.ids && `${values.add(filter.ids)}::bigint[]`;
  if (ids !== undefined) tests.push({ column: 'id', sql: `= ANY (${ids})` });
  const genres = genre === undefined ? undefined : parseGenres(genre);
  return {
    by: [
      ...tests.map(({ column }) => column),
      ...(genres === undefined ? [] : ['genre']),
      ...(filter.liked_by === undefined ? [] : ['liked_by']),
    ].join(),
    tests,
    genres: genres && { ...genres, list: `${values.add(genres.names)}::text[]` },
    likedBy: filter.liked_by === undefined ? undefined : values.add(filter.liked_by),
    ids,
  };
}

/**
 * Reads `Drama`, `Drama,Comedy` (both) or `Drama|Comedy` (either).
 *
 * @throws {Problem} 400 for the two mixed, or a name that is blank
 */
export function parseGenres(text: string): Genres {
  if (text.includes(',') && text.includes('|')) {
    throw Problem.invalidField('genre', 'must not mix , and |');
  }
  const names = text.split(/[,|]/).map((name) => name.trim());
  if (names.includes('')) throw Problem.invalidField('genre', 'must not contain a blank name');
  return { names: [...new Set(names.map(foldCase))], match: text.includes('|') ? 'any' : 'all' };
}

const OF_MOVIE: Test['column'][] = ['year', 'language', 'creator_id', 'imdb_id', 'id'];

/** The tests on some columns, as conditions on a table. */
export const testsOn = (
  { tests }: FilterSql,
  table: string,
  columns: readonly Test['column'][],
): string[] =>
  tests
    .filter(({ column }) => columns.includes(column))
    .map(({ column, sql }) => `${table}.${column} ${sql}`);

/** SQL of the id of one of the genres, which the planner knows while it plans. */
export const genreId = ({ list }: { readonly list: string }, index: number): string =>
  `genre_id_of((${list})[${index + 1}])`;

/**
 * Within the rarest genre's range, those that have all others. One look, however many there are: with one
 * condition for each the planner would ponder their order for ever.
 *
 * @returns the conditions on `link`
 */
export function hasAllGenres({ names, list }: NonNullable<FilterSql['genres']>): string[] {
  if (names.length === 1) return [`link.genre_id = ${genreId({ list }, 0)}`];
  return [
    `link.genre_id = rarest_genre_of(${list})`,
    `link.genre_ids @> (SELECT genre_ids_of(${list}))`,
  ];
}

/** The conditions on `movies` alone; none for an empty filter. */
export function conditionsOnMovies(filter: FilterSql): string[] {
  const { genres, likedBy } = filter;
  const conditions = testsOn(filter, 'movies', OF_MOVIE);
  const titles = testsOn(filter, 'titles', ['title_key']);
  if (titles.length > 0) {
    conditions.push(
      `movies.id IN (SELECT movie_id FROM movie_titles AS titles WHERE ${titles.join()})`,
    );
  }
  if (likedBy !== undefined) {
    conditions.push(`movies.id IN (SELECT movie_id FROM likes WHERE user_id = ${likedBy})`);
  }
  if (genres !== undefined) {
    const links =
      genres.match === 'all'
        ? hasAllGenres(genres)
        : [`link.genre_id = ANY (genre_ids_of(${genres.list}))`];
    conditions.push(
      `movies.id IN (SELECT link.movie_id FROM movie_genres AS link WHERE ${links.join(' AND ')})`,
    );
  }
  return conditions;
}
