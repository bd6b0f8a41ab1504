import type { SortKey } from '../paging/keyset.js';

/** Sort keys by their wire name: the column, its type, and whether it can be absent. */
const COLUMNS = {
  created_at: { sql: 'movies.created_at', type: 'timestamptz' },
  updated_at: { sql: 'movies.updated_at', type: 'timestamptz' },
  title: { sql: 'movies.title_key', type: 'text' },
  year: { sql: 'movies.year', type: 'smallint', nullable: true },
  like_count: { sql: 'counts.like_count', type: 'integer' },
  comment_count: { sql: 'counts.comment_count', type: 'integer' },
} as const;

type Name = keyof typeof COLUMNS;

export const ORDERING_KEYS = Object.keys(COLUMNS) as Name[];
export const DEFAULT_ORDERING = '-created_at';

/**
 * A total order over movies: ties are broken by id, in the direction of the last key.
 *
 * @param names checked against {@link ORDERING_KEYS}, each perhaps with `-` before it
 */
export function movieOrder(names: readonly string[]): SortKey[] {
  const keys = names.map((name) => ({
    ...COLUMNS[name.replace(/^-/, '') as Name],
    descending: name.startsWith('-'),
  }));
  // The counters' id, where they lead, so that their index is walked and no sort is needed.
  const id = readsCounts([keys[0]!]) ? 'counts.movie_id' : 'movies.id';
  return [...keys, { sql: id, type: 'bigint', descending: keys.at(-1)!.descending }];
}

/** Whether an order needs the counters. */
export const readsCounts = (keys: readonly SortKey[]): boolean =>
  keys.some(({ sql }) => sql.startsWith('counts.'));
