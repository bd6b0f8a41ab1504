import { EXPORT_SOURCE, EXPORT_SOURCE_ID } from '../import/row-identity.js';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { to } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { poolOf } from '../../database/connect/data-source.js';

/** The fields of a movie in the order of an export; all of them can be imported. */
const TEXTS_BEFORE = ['title', 'original_title', 'description'];
const FIELDS_BEHIND = ['year', 'release_date', 'runtime_minutes', 'language', 'director'];
const NO_TEXTS = ['year', 'release_date', 'runtime_minutes'];

const columns = (names: readonly string[]): string =>
  names.map((name) => `movies.${name}`).join(', ');

/** A movie without a source gets one that stands for it for ever: see row-identity.ts. */
const ORIGIN = `
  CASE WHEN movies.source_id IS NULL THEN '${EXPORT_SOURCE}' ELSE movies.source END AS source,
  coalesce(movies.source_id, ${EXPORT_SOURCE_ID}) AS source_id`;

/** A list in one cell: `|` between, and a backslash before each `|` and backslash in a name. */
const cell = (column: string): string => `(
    SELECT string_agg(
      replace(replace(item, '\\', '\\\\'), '|', '\\|'), '|' ORDER BY place
    )
    FROM unnest(movies.${column}) WITH ORDINALITY AS listed (item, place)
  ) AS ${column}`;

/**
 * A movie as JSON a line. JSON has neither newlines nor control characters, so that CSV with two of
 * them for its signs quotes nothing and is the bare text.
 */
const NDJSON = `
  COPY (
    SELECT row_to_json(exported) FROM (
      SELECT ${ORIGIN}, ${columns(TEXTS_BEFORE)}, movies.genres,
        ${columns(FIELDS_BEHIND)}, movies."cast", movies.poster_url, movies.imdb_id
      FROM movies ORDER BY movies.created_at, movies.id
    ) AS exported
  ) TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')
`;

/**
 * A spreadsheet runs cells that begin with these. Import takes a `'` off that stands before one of
 * them, so it is put before each, or, where no spreadsheet is to read the file, before those only that
 * have one already: either way every text comes back as it was.
 */
const csv = (quotes: '*' | '+'): string => {
  const names = ['source', 'source_id', ...TEXTS_BEFORE, 'genres', ...FIELDS_BEHIND];
  const cells = [...names, '"cast"', 'poster_url', 'imdb_id'].map((name) =>
    NO_TEXTS.includes(name)
      ? name
      : `CASE WHEN ${name} ~ '^''${quotes}[-=+@\\t\\r]' THEN '''' || ${name} ELSE ${name} END AS ${name}`,
  );
  return `
  COPY (
    SELECT ${cells.join(', ')} FROM (
      SELECT ${ORIGIN}, ${columns(TEXTS_BEFORE)}, ${cell('genres')},
        ${columns(FIELDS_BEHIND)}, ${cell('"cast"')}, movies.poster_url, movies.imdb_id
      FROM movies ORDER BY movies.created_at, movies.id
    ) AS exported
  ) TO STDOUT (FORMAT csv, HEADER)
`;
};

/** The formats that a file's name can say. */
export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** `spreadsheet` is CSV in which no cell is a formula. */
export const EXPORTS = { ndjson: NDJSON, csv: csv('+'), spreadsheet: csv('*') } as const;

/** Writes the catalogue out as an import reads it. */
@Injectable()
export class MovieExportService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Writes all movies in the order in which they came, as they are at one moment: it is one statement, which sees nothing of
   * what others write meanwhile and keeps nobody from writing.
   *
   * @param outputs one after the other, the last of which keeps the text
   * @returns how many movies those were
   */
  async write(
    format: keyof typeof EXPORTS,
    outputs: readonly NodeJS.ReadWriteStream[],
    target: Writable,
    signal: AbortSignal,
  ): Promise<number> {
    const connection = await poolOf(this.dataSource).connect();
    connection.on('error', () => undefined); // it fails the statement too, which tells
    const rows = connection.query(to(EXPORTS[format]));
    try {
      await pipeline([rows, ...outputs, target], { signal });
      return rows.rowCount;
    } finally {
      connection.release(true); // one that was broken off still has rows to send
    }
  }
}
