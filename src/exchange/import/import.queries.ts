import { IMPORT_LOCK } from '../../database/run/advisory-locks.js';
import type { DataSource } from 'typeorm';
import { Movie } from '../../movies/movie.entity.js';
import type { CopyValue } from './row-batch.js';
import type { Sql } from '../../database/run/sql.js';
import { foldCase } from '../../http/input/text.js';
import { ensureGenres } from '../../movies/genres.js';

/** What the database sets by itself, and what is the same for all rows of an import. */
const NOT_OF_A_ROW = ['id', 'version', 'creatorId', 'createdAt', 'updatedAt'];

/** A column of `movies` that an import writes. */
export interface ImportColumn {
  /** Quoted. */
  readonly sql: string;
  readonly property: keyof Movie;
  /** What stands there if the row says nothing. */
  readonly absent: CopyValue;
}

/**
 * The columns of a movie that come from a row of a catalogue: all that the entity has. Their types
 * need no second list either: the table that rows are copied into takes them from `movies`.
 */
export const importColumns = (dataSource: DataSource): ImportColumn[] =>
  dataSource
    .getMetadata(Movie)
    .ownColumns.filter(
      ({ propertyName, isInsert, generatedType }) =>
        isInsert && generatedType === undefined && !NOT_OF_A_ROW.includes(propertyName),
    )
    .map(({ databaseName, propertyName, isArray, isNullable }) => ({
      sql: `"${databaseName}"`,
      property: propertyName as keyof Movie,
      absent: isArray && !isNullable ? [] : null,
    }));

/** Where the rows of a batch wait, in a connection of their own; empty again after each batch. */
const GIVEN = 'pg_temp.movie_import_given';

/** What a trial run would have added, in place of `movies`. */
const TRIAL = 'pg_temp.movie_import_trial';

const columnNames = (columns: readonly ImportColumn[]): string =>
  columns.map(({ sql }) => sql).join(', ');

/** A row's own columns in {@link GIVEN}, before those of the movie. */
const OF_ROW = 'position, source, source_id, own_id, own_created_at';

/**
 * Opens a batch. Types and collations are those of `movies`. Compiling a statement that runs for a
 * fraction of a second costs more than it gains, and its rows are to be sorted in memory.
 */
export const beginBatch = (columns: readonly ImportColumn[]): string => `
  BEGIN;
  SET LOCAL jit = off;
  SET LOCAL work_mem = '32MB';
  CREATE TEMPORARY TABLE IF NOT EXISTS movie_import_given ON COMMIT DELETE ROWS AS
    SELECT NULL::integer AS position, source, source_id,
      NULL::bigint AS own_id, NULL::bigint AS own_created_at, ${columnNames(columns)}
    FROM movies WITH NO DATA
`;

export const copyRows = (columns: readonly ImportColumn[]): string =>
  `COPY ${GIVEN} (${OF_ROW}, ${columnNames(columns)}) FROM STDIN`;

/**
 * Whether `table` has the movie of a row already: by its source and id there; a row without source
 * by its IMDb id; one without that by title, year and director. An IMDb id that another movie has
 * stands for that movie whatever the row's source. OFFSET 0 keeps each look a look into an index:
 * without it the planner may read all movies, again for each batch.
 */
const isIn = (table: string): string => `(
  CASE
    WHEN given.source_id IS NOT NULL THEN EXISTS (
      SELECT FROM ${table} AS known
      WHERE known.source = given.source AND known.source_id = given.source_id OFFSET 0)
    WHEN given.imdb_id IS NULL THEN EXISTS (
      SELECT FROM ${table} AS known
      WHERE known.title_key = given.title_key AND known.title = given.title
        AND known.year IS NOT DISTINCT FROM given.year
        AND known.director IS NOT DISTINCT FROM given.director OFFSET 0)
    ELSE false
  END
  OR given.imdb_id IS NOT NULL AND EXISTS (
    SELECT FROM ${table} AS known WHERE known.imdb_id = given.imdb_id OFFSET 0)
)`;

/** Whether a row is an export's of a movie of this very database (see `export.queries.ts`). */
const IS_OWN = `(
  given.own_id IS NOT NULL AND EXISTS (
    SELECT FROM movies AS known
    WHERE known.id = given.own_id
      AND (extract(epoch FROM known.created_at) * 1000)::bigint = given.own_created_at OFFSET 0)
)`;

/**
 * Adds the rows that are not there and ends the batch; the second result has one row for each movie
 * added. Rows that are known by their title take turns with all others: what one import has added, the
 * next one finds. For those with ids the unique indexes see to it, and ON CONFLICT passes over rows
 * that another one was quicker with; only a writer of the very same id waits for the batch.
 *
 * @param creatorId an integer or `null`
 * @param byTitle whether some rows have no id
 */
export const addMissing = (
  columns: readonly ImportColumn[],
  creatorId: number | null,
  byTitle: boolean,
): string => `
  SELECT pg_advisory_xact_lock${byTitle ? '' : '_shared'}(${IMPORT_LOCK});
  INSERT INTO movies (creator_id, source, source_id, ${columnNames(columns)})
  SELECT ${creatorId ?? 'NULL'}::bigint, source, source_id, ${columnNames(columns)}
  FROM ${GIVEN} AS given
  WHERE NOT (${isIn('movies')} OR ${IS_OWN})
  ORDER BY position
  ON CONFLICT DO NOTHING;
  COMMIT
`;

/** Makes ready for a trial run: see {@link tryMissing}. */
export const BEGIN_TRIAL = `
  CREATE TEMPORARY TABLE IF NOT EXISTS movie_import_trial AS
    SELECT title, title_key, year, director, imdb_id, source, source_id FROM movies WITH NO DATA;
  CREATE UNIQUE INDEX IF NOT EXISTS movie_import_trial_imdb_id ON ${TRIAL} (imdb_id);
  CREATE UNIQUE INDEX IF NOT EXISTS movie_import_trial_source ON ${TRIAL} (source, source_id);
  CREATE INDEX IF NOT EXISTS movie_import_trial_title_key ON ${TRIAL} (title_key)
`;

/** As {@link addMissing}, into a table of this connection: nothing that others see is written. */
export const TRY_MISSING = `
  SELECT;
  INSERT INTO ${TRIAL} (title, title_key, year, director, imdb_id, source, source_id)
  SELECT title, title_key, year, director, imdb_id, source, source_id
  FROM ${GIVEN} AS given
  WHERE NOT (${isIn('movies')} OR ${isIn(TRIAL)} OR ${IS_OWN})
  ORDER BY position
  ON CONFLICT DO NOTHING;
  COMMIT
`;

/** The genres that an import has met, as the database spells them. */
export class ImportGenres {
  /** By their folded form. */
  readonly spellings = new Map<string, string>();

  constructor(
    private readonly sql: Sql,
    /** New ones are not founded, and keep the spelling that they came with. */
    private readonly trial: boolean,
  ) {}

  /**
   * Founds the genres that nobody has met yet. Not in the transaction of the batch: another writer of
   * a new genre would have to wait for all of it.
   *
   * @returns something to wait for; nothing where all are known, as nearly always
   */
  found(names: readonly string[]): Promise<void> | undefined {
    if (this.trial || names.every((name) => this.spellings.has(foldCase(name)))) return undefined;
    return this.foundAll(names);
  }

  private async foundAll(names: readonly string[]): Promise<void> {
    const known = await ensureGenres(this.sql, names);
    for (const [key, name] of known) this.spellings.set(key, name);
  }
}
