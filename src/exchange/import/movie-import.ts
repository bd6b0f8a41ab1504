import { finished } from 'node:stream/promises';
import type { PoolClient, QueryResult } from 'pg';
import { from } from 'pg-copy-streams';
import { isRefused } from '../../database/errors/failure.js';
import { retrying } from '../../database/run/retry.js';
import { spelled } from '../../movies/genres.js';
import { newMovieColumns } from '../../movies/movie-columns.js';
import {
  addMissing,
  beginBatch,
  copyRows,
  TRY_MISSING,
  type ImportColumn,
  ImportGenres,
  BEGIN_TRIAL,
  importColumns,
} from './import.queries.js';
import { RowBatch, copyLine, type CopyValue } from './row-batch.js';
import { type ImportRow, ownMovie } from './row-identity.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '../../database/connect/data-source.js';
import { Sql } from '../../database/run/sql.js';

/** What became of a batch. The rest of its rows were there already. */
export interface BatchOutcome {
  readonly added: number;
  /** Rows that pass every check and that the database does not take all the same. */
  readonly refused: readonly RefusedRow[];
}

export interface RefusedRow {
  /** Its place in the batch. */
  readonly index: number;
  readonly reason: string;
  /** As it was sent: the columns with tabs between. */
  readonly text: string;
}

/**
 * An import under way. Each batch is a transaction of its own: one that is killed leaves whole
 * batches.
 */
export class MovieImport {
  private batch = new RowBatch();
  /** Batches that are over. */
  private readonly free: RowBatch[] = [];
  /** Batches under way, and when each is over. */
  private readonly underWay = new Map<RowBatch, Promise<unknown>>();
  private readonly idle: PoolClient[];

  constructor(
    private readonly connections: readonly PoolClient[],
    private readonly columns: readonly ImportColumn[],
    private readonly genres: ImportGenres,
    private readonly creatorId: number | null,
    private readonly trial: boolean,
  ) {
    // A connection that is lost also fails the statement that is under way on it, which tells.
    for (const connection of connections) connection.on('error', () => undefined);
    this.idle = [...connections];
  }

  /** Bytes of the batch that is being filled. */
  get bytes(): number {
    return this.batch.bytesWritten;
  }

  /** How many batches may be under way at once: more must not be flushed. */
  get atOnce(): number {
    return this.connections.length;
  }

  /** Takes a row into the batch. @returns something to wait for before the next one, if need be */
  take(row: ImportRow): Promise<void> | undefined {
    const founding = this.genres.found(row.movie.genres ?? []);
    if (founding === undefined) return this.encode(row);
    return founding.then(() => this.encode(row));
  }

  /**
   * Adds those rows of the batch that are not there yet: beside the batches under way, or after those
   * whose rows might be the same movies.
   */
  flush(): Promise<BatchOutcome> {
    const { batch } = this;
    this.batch = this.free.pop()?.clear() ?? new RowBatch();
    const connection = this.idle.pop()!; // see atOnce
    const before = [...this.underWay]
      .filter(([other]) => batch.concerns(other))
      .map(([, over]) => over);
    const outcome = (async (): Promise<BatchOutcome> => {
      try {
        // Ahead of the transaction: one that waits for another where PostgreSQL cannot see it, might for ever.
        await Promise.all(before);
        return await this.addOrSplit(connection, batch, [0, batch.length]);
      } finally {
        this.idle.push(connection);
        this.underWay.delete(batch);
        this.free.push(batch);
      }
    })();
    this.underWay.set(batch, outcome);
    outcome.catch(() => undefined); // thrown where it is awaited
    return outcome;
  }

  /** Ends the connections, temporary tables included. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
    for (const connection of this.connections) connection.release(true);
  }

  private encode(row: ImportRow): undefined {
    const { movie, origin } = row;
    this.batch.add(row, () => {
      const genres = movie.genres ? spelled(movie.genres, this.genres.spellings) : [];
      const written: Partial<Record<string, CopyValue>> = { ...newMovieColumns(movie), genres };
      const own = ownMovie(origin);
      return copyLine([
        this.batch.length,
        origin?.source,
        origin?.sourceId,
        own?.id,
        own?.createdAt,
        ...this.columns.map(({ property, absent }) => written[property] ?? absent),
      ]);
    });
  }

  /** A row that the database refuses is found by halving, so that the others do not suffer. */
  private async addOrSplit(
    connection: PoolClient,
    batch: RowBatch,
    [start, end]: readonly [number, number],
  ): Promise<BatchOutcome> {
    const text = batch.text(start, end);
    try {
      return { added: await this.add(connection, batch, text), refused: [] };
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (end - start === 1) {
        const { message: reason } = error as Error;
        return { added: 0, refused: [{ index: start, reason, text: text.toString() }] };
      }
    }
    const middle = Math.ceil((start + end) / 2);
    const first = await this.addOrSplit(connection, batch, [start, middle]);
    const second = await this.addOrSplit(connection, batch, [middle, end]);
    return { added: first.added + second.added, refused: [...first.refused, ...second.refused] };
  }

  private async add(connection: PoolClient, batch: RowBatch, text: Buffer): Promise<number> {
    return retrying(async () => {
      try {
        await connection.query(beginBatch(this.columns));
        await finished(connection.query(from(copyRows(this.columns))).end(text));
        const add = this.trial
          ? TRY_MISSING
          : addMissing(this.columns, this.creatorId, batch.hasTitlesOnly);
        const results = (await connection.query(add)) as unknown as QueryResult[];
        return results[1]?.rowCount ?? 0;
      } catch (error) {
        await connection.query('ROLLBACK').catch(() => undefined); // the first error says what is wrong
        throw error;
      }
    });
  }
}

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
