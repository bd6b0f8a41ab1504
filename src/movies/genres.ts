import type { EntityManager } from 'typeorm';
import { FOUND_GENRES, SPELLINGS } from './movie.queries.js';

/** Genre names by their lower-case form, as the database spells them. */
export type Spellings = ReadonlyMap<string, string>;

/**
 * Finds genres by name, and founds those that are new.
 *
 * @param manager of the transaction that stores the movies
 */
export async function foundGenres(
  manager: EntityManager,
  given: readonly string[],
): Promise<Spellings> {
  if (given.length === 0) return new Map();
  // Of two spellings of one name the first counts.
  const byKey = new Map(given.toReversed().map((name) => [name.toLowerCase(), name]));
  // In one order for everyone: two writers with the same new names cannot deadlock.
  const names = [...byKey.keys()].sort().map((key) => byKey.get(key)!);
  const known = await spellings(manager, names);
  if (known.size === names.length) return known;
  await manager.query(FOUND_GENRES, [names]);
  return spellings(manager, names);
}

/** @returns the names as {@link foundGenres} has them, in the order given, each once */
export const spelled = (given: readonly string[], genres: Spellings): string[] => [
  ...new Set(given.map((name) => genres.get(name.toLowerCase()) ?? name)),
];

async function spellings(manager: EntityManager, names: readonly string[]): Promise<Spellings> {
  const rows = await manager.query<{ given: string; name: string }[]>(SPELLINGS, [names]);
  return new Map(rows.map((row) => [row.given.toLowerCase(), row.name]));
}
