import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { to } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { poolOf } from '../../database/connect/data-source.js';
import { EXPORTS } from './export.queries.js';

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
