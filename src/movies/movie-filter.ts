import type { Values } from '../database/values.js';
import { Problem } from '../http/problems/problem.js';
import { titleKey } from './search/title-words.js';

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

/** Genres by name and how a movie has to match them. */
export interface GenreFilter {
  readonly names: readonly string[];
  readonly match: 'all' | 'any';
}

/**
 * Reads `Drama`, `Drama,Comedy` (both) or `Drama|Comedy` (either).
 *
 * @throws {Problem} 400 for the two mixed, or a name that is blank
 */
export function parseGenres(text: string): GenreFilter {
  if (text.includes(',') && text.includes('|')) {
    throw Problem.invalidField('genre', 'must not mix , and |');
  }
  const names = text.split(/[,|]/).map((name) => name.trim());
  if (names.includes('')) throw Problem.invalidField('genre', 'must not contain a blank name');
  return { names, match: text.includes('|') ? 'any' : 'all' };
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** @returns the conditions on `movies`, to be joined by AND; none for an empty filter */
export function movieConditions(filter: MovieFilter, values: Values): string[] {
  const conditions: string[] = [];
  const where = (value: unknown, condition: (placeholder: string) => string): void => {
    if (value !== undefined) conditions.push(condition(values.add(value)));
  };
  const title = filter.title && `%${escapeLike(titleKey(filter.title))}%`;
  where(title, (value) => `movies.title_key LIKE ${value}`);
  where(filter.year, (value) => `movies.year = ${value}`);
  where(filter.year_min, (value) => `movies.year >= ${value}`);
  where(filter.year_max, (value) => `movies.year <= ${value}`);
  where(filter.language?.toLowerCase(), (value) => `movies.language = ${value}`);
  where(filter.creator, (value) => `movies.creator_id = ${value}`);
  where(filter.imdb_id?.toLowerCase(), (value) => `movies.imdb_id = ${value}`);
  where(filter.ids, (value) => `movies.id = ANY (${value}::bigint[])`);
  where(
    filter.liked_by,
    (value) => `movies.id IN (SELECT movie_id FROM likes WHERE user_id = ${value})`,
  );
  if (filter.genre !== undefined)
    conditions.push(genreCondition(parseGenres(filter.genre), values));
  return conditions;
}

function genreCondition({ names, match }: GenreFilter, values: Values): string {
  // Lower case is PostgreSQL's everywhere: JavaScript's differs for a few letters, such as İ.
  const given = `SELECT lower(name) FROM unnest(${values.add(names)}::text[]) AS given (name)`;
  const links = `SELECT link.movie_id FROM movie_genres AS link
      JOIN genres ON genres.id = link.genre_id
      WHERE lower(genres.name) IN (${given})`;
  return match === 'any'
    ? `movies.id IN (${links})`
    : `movies.id IN (${links} GROUP BY link.movie_id
        HAVING count(*) = (SELECT count(DISTINCT name) FROM (${given}) AS asked (name)))`;
}
