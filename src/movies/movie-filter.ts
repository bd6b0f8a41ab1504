import { parseGenres, type GenreFilter } from './genre-filter.js';
import { titleKey } from './title-words.js';
import type { Values } from '../database/run/statement.js';

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

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** A filter and the placeholders of its values, each handed out once however often it is named. */
export class Asked {
  readonly genres: GenreFilter | undefined;
  private readonly placeholders = new Map<string, string>();

  /** @throws {Problem} 400 for genres that cannot be read */
  constructor(
    readonly filter: MovieFilter,
    private readonly values: Values,
  ) {
    this.genres = filter.genre === undefined ? undefined : parseGenres(filter.genre);
  }

  /** The names of the filters that are set. */
  get names(): (keyof MovieFilter)[] {
    const names = Object.keys(this.filter) as (keyof MovieFilter)[];
    return names.filter((name) => this.filter[name] !== undefined);
  }

  /** @returns the placeholder of a value, which is added at the first time */
  placeholder(name: string, value: unknown): string {
    const known = this.placeholders.get(name) ?? this.values.add(value);
    this.placeholders.set(name, known);
    return known;
  }

  /** SQL text of the id of one of the genres, which the planner knows while it plans. */
  genreId(index: number): string {
    return `genre_id_of(${this.placeholder(`genre ${index}`, this.genres!.names[index])})`;
  }

  /** SQL text of the ids of the first genres, found once a statement and not once a row. */
  firstGenreIds(length: number): string {
    const names = this.placeholder(`genres ${length}`, this.genres!.names.slice(0, length));
    return `(SELECT genre_ids_of(${names}))`;
  }
}

/** How a filter reads as conditions on the columns of an alias; `undefined` where it is not set. */
type Condition = (filter: MovieFilter, on: string, asked: Asked) => string | undefined;

const comparison =
  (
    name: 'year' | 'year_min' | 'year_max' | 'creator',
    column: string,
    operator: string,
  ): Condition =>
  (filter, on, asked) =>
    filter[name] === undefined
      ? undefined
      : `${on}.${column} ${operator} ${asked.placeholder(name, filter[name])}`;

/** What stands in `movies` as well as in `movie_genres`. */
const BESIDE_GENRE: Condition[] = [
  comparison('year', 'year', '='),
  comparison('year_min', 'year', '>='),
  comparison('year_max', 'year', '<='),
  ({ language }, on, asked) =>
    language === undefined
      ? undefined
      : `${on}.language = ${asked.placeholder('language', language.toLowerCase())}`,
];

/** What stands in `movies` alone. */
const OF_MOVIE: Condition[] = [
  ({ title }, on, asked) =>
    title === undefined
      ? undefined
      : `${on}.title_key LIKE ${asked.placeholder('title', title && `%${escapeLike(titleKey(title))}%`)}`,
  comparison('creator', 'creator_id', '='),
  ({ imdb_id }, on, asked) =>
    imdb_id === undefined
      ? undefined
      : `${on}.imdb_id = ${asked.placeholder('imdb_id', imdb_id.toLowerCase())}`,
  ({ ids }, on, asked) =>
    ids === undefined ? undefined : `${on}.id = ANY (${asked.placeholder('ids', ids)}::bigint[])`,
];

const written = (conditions: readonly Condition[], on: string, asked: Asked): string[] =>
  conditions
    .map((condition) => condition(asked.filter, on, asked))
    .filter((text) => text !== undefined);

/** @returns the conditions on year and language, of `movies` or `movie_genres` by its alias */
export const yearAndLanguage = (asked: Asked, on: string): string[] =>
  written(BESIDE_GENRE, on, asked);

/** @returns the conditions on what stands in `movies` alone */
export const ofMovie = (asked: Asked): string[] => written(OF_MOVIE, 'movies', asked);

export const likedBy = (asked: Asked): string =>
  `likes.user_id = ${asked.placeholder('liked_by', asked.filter.liked_by)}`;

/** @returns all conditions on `movies`, to be joined by AND; none for an empty filter */
export function conditionsOnMovies(asked: Asked): string[] {
  const conditions = [...ofMovie(asked), ...yearAndLanguage(asked, 'movies')];
  if (asked.filter.liked_by !== undefined) {
    conditions.push(`movies.id IN (SELECT movie_id FROM likes WHERE ${likedBy(asked)})`);
  }
  return [...conditions, ...genreConditions(asked)];
}

/** @returns the conditions on `movies`, to be joined by AND; none for an empty filter */
export const movieConditions = (filter: MovieFilter, values: Values): string[] =>
  conditionsOnMovies(new Asked(filter, values));

function genreConditions(asked: Asked): string[] {
  if (asked.genres === undefined) return [];
  const { names, match } = asked.genres;
  const condition =
    match === 'all'
      ? hasAllGenres(asked).join(' AND ')
      : `link.genre_id = ANY (genre_ids_of(${asked.placeholder(`genres ${names.length}`, names)}))`;
  return [`movies.id IN (SELECT link.movie_id FROM movie_genres AS link WHERE ${condition})`];
}

/**
 * @returns the conditions on `link`: within the rarest genre's range, those that have all others. One look,
 *   however many there are: with one condition for each the planner would ponder their order for ever
 */
export function hasAllGenres(asked: Asked): string[] {
  const { names } = asked.genres!;
  if (names.length === 1) return [`link.genre_id = ${asked.genreId(0)}`];
  return [
    `link.genre_id = rarest_genre_of(${asked.placeholder(`genres ${names.length}`, names)})`,
    `link.genre_ids @> ${asked.firstGenreIds(names.length)}`,
  ];
}
