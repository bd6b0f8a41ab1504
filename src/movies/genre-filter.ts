import { foldCase } from '../http/input/text.js';
import { Problem } from '../http/problems/problem.js';

/** Genres by folded name, and how a movie has to match them. */
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
  return { names: [...new Set(names.map(foldCase))], match: text.includes('|') ? 'any' : 'all' };
}
