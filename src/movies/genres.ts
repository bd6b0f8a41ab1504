import type { EntityManager } from 'typeorm';
import { foldCase } from '../http/input/text.js';
import { CREATE_GENRES, SPELLINGS } from './movie.queries.js';

/** Genre names by their folded form, as the database spells them. */
export type Spellings = ReadonlyMap<string, string>;

/**
 * Finds genres by name, and creates those that are new.
 *
 * @param manager of the transaction that stores the movies
 */
export async function foundGenres(
  manager: EntityManager,
  given: readonly string[],
): Promise<Spellings> {
  if (given.length === 0) return new Map();
  // Of two spellings of one name the first counts.
  const byKey = new Map(given.toReversed().map((name) => [foldCase(name), name]));
  // In one order for everyone: two writers with the same new names cannot deadlock.
  const keys = [...byKey.keys()].sort();
  const known = await spellings(manager, keys);
  if (known.size === keys.length) return known;
  await manager.query(CREATE_GENRES, [keys, keys.map((key) => byKey.get(key)!)]);
  return spellings(manager, keys);
}

/** @returns the names as {@link foundGenres} has them, in the order given, each once */
export const spelled = (given: readonly string[], genres: Spellings): string[] => [
  ...new Set(given.map((name) => genres.get(foldCase(name)) ?? name)),
];

async function spellings(manager: EntityManager, keys: readonly string[]): Promise<Spellings> {
  const rows = await manager.query<{ key: string; name: string }[]>(SPELLINGS, [keys]);
  return new Map(rows.map(({ key, name }) => [key, name]));
}
