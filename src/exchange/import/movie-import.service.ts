import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '../../database/connect/data-source.js';
import { Sql } from '../../database/run/sql.js';
import { importColumns } from './import-columns.js';
import { ImportGenres } from './import-genres.js';
import { BEGIN_TRIAL } from './import.queries.js';
import { MovieImport } from './movie-import.js';

/** One batch is copied while the one before it is added. */
const CONNECTIONS = 2;

/** Loads catalogues: without mails, each movie once however often it comes. */
@Injectable()
export class MovieImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: Sql,
  ) {}

  /**
   * @param creatorId whose the new movies are, or `null`
   * @param trial counts what would be added, and adds nothing
   */
  async start(creatorId: number | null, trial = false): Promise<MovieImport> {
    const pool = poolOf(this.dataSource);
    const connections = [];
    // A trial keeps what it has seen in a table of its one connection.
    for (let count = trial ? 1 : CONNECTIONS; count > 0; count -= 1) {
      connections.push(await pool.connect());
    }
    if (trial) await connections[0]!.query(BEGIN_TRIAL);
    const columns = importColumns(this.dataSource);
    const genres = new ImportGenres(this.sql, trial);
    return new MovieImport(connections, columns, genres, creatorId, trial);
  }
}
