/** Sort keys by their wire name: the column, and whether it can be absent. A fixed table: nothing a client sends becomes SQL. */
const COLUMNS = {
  created_at: { column: 'movies.created_at', counted: false, nullable: false },
  updated_at: { column: 'movies.updated_at', counted: false, nullable: false },
  title: { column: 'movies.title_key', counted: false, nullable: false },
  year: { column: 'movies.year', counted: false, nullable: true },
  like_count: { column: 'counts.like_count', counted: true, nullable: false },
  comment_count: { column: 'counts.comment_count', counted: true, nullable: false },
} as const;

type Key = keyof typeof COLUMNS;

export const ORDERING_KEYS = Object.keys(COLUMNS) as Key[];
export const DEFAULT_ORDERING = '-created_at';

/** A total order over movies. */
export interface MovieOrder {
  /** What follows ORDER BY. */
  readonly sql: string;
  /** Whether it reads the counters. */
  readonly counted: boolean;
}

/** @param keys checked against {@link ORDERING_KEYS}, each perhaps with `-` before it */
export function movieOrder(keys: readonly string[]): MovieOrder {
  const parts = keys.map((key) => {
    const descending = key.startsWith('-');
    const { column, counted, nullable } = COLUMNS[key.replace(/^-/, '') as Key];
    const nulls = nullable && descending ? ' NULLS LAST' : '';
    return { counted, descending, sql: `${column} ${descending ? 'DESC' : 'ASC'}${nulls}` };
  });
  const counted = parts.some((part) => part.counted);
  // The counters' id, where they lead, so that their index is walked and no sort is needed.
  const id = parts[0]?.counted ? 'counts.movie_id' : 'movies.id';
  const direction = parts.at(-1)?.descending ? 'DESC' : 'ASC';
  return { sql: [...parts.map((part) => part.sql), `${id} ${direction}`].join(', '), counted };
}
