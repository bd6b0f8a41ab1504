import type { DataSource } from 'typeorm';
import { Movie } from '../../movies/movie.entity.js';
import type { CopyValue } from './copy-text.js';

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
