import type { Sql } from '../database/run/sql.js';
import { prepared } from '../database/run/statement.js';
import { foldCase } from '../http/input/text.js';

/** Genre names by their folded form, as the database spells them. */
export type Spellings = ReadonlyMap<string, string>;

const SPELLINGS = prepared(
  'SELECT folded_name AS key, name FROM genres WHERE folded_name = ANY ($1::text[])',
);

const CREATE_MISSING = prepared(`
  INSERT INTO genres (folded_name, name)
  SELECT given.key, given.name FROM unnest($1::text[], $2::text[]) AS given (key, name)
  WHERE NOT EXISTS (SELECT FROM genres WHERE genres.folded_name = given.key)
  ON CONFLICT DO NOTHING
`);

/** Finds genres by name, and creates those that are new. */
export async function ensureGenres(sql: Sql, given: readonly string[]): Promise<Spellings> {
  if (given.length === 0) return new Map();
  // Of two spellings of one name the first counts.
  const byKey = new Map(given.toReversed().map((name) => [foldCase(name), name]));
  // In one order for everyone: two writers with the same new names cannot deadlock.
  const keys = [...byKey.keys()].sort();
  const known = await spellings(sql, keys);
  if (known.size === keys.length) return known;
  await sql.rows(CREATE_MISSING, [keys, keys.map((key) => byKey.get(key)!)]);
  return spellings(sql, keys);
}

/** @returns the names as {@link ensureGenres} has them, in the order given, each once */
export const spelled = (given: readonly string[], genres: Spellings): string[] => [
  ...new Set(given.map((name) => genres.get(foldCase(name)) ?? name)),
];

async function spellings(sql: Sql, keys: readonly string[]): Promise<Spellings> {
  const rows = await sql.rows<{ key: string; name: string }>(SPELLINGS, [keys]);
  return new Map(rows.map(({ key, name }) => [key, name]));
}
