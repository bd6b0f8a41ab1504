import { finished } from 'node:stream/promises';
import type { PoolClient, QueryResult } from 'pg';
import { from } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { isRefused } from '../../database/failure.js';
import { retrying } from '../../database/retry.js';
import { foundGenres, spelled, type Spellings } from '../genres.js';
import { newMovieColumns } from '../movie-columns.js';
import { copyLine } from './copy-text.js';
import type { ImportColumn } from './import-columns.js';
import { addMissing, beginBatch, copyRows, TRY_MISSING } from './import.queries.js';
import type { ImportRow } from './import-row.js';
import { KnownRows, ownMovie } from './row-identity.js';

/** What became of a batch. The rest of its rows were there already. */
export interface BatchOutcome {
  readonly added: number;
  /** Rows that pass every check and that the database does not take all the same, by their place. */
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}

/** An import under way. Each batch is a transaction of its own: an import that is killed leaves whole ones. */
export class MovieImport {
  private readonly genres = new Map<string, string>();
  private founding: Promise<unknown> = Promise.resolve();
  private last: Promise<unknown> = Promise.resolve();
  private turn = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: readonly PoolClient[],
    private readonly columns: readonly ImportColumn[],
    private readonly creatorId: number | null,
    private readonly trial: boolean,
  ) {
    // A connection that is lost also fails the statement that is under way on it, which tells.
    for (const connection of connections) connection.on('error', () => undefined);
  }

  /** How many batches may be under way at once. */
  get atOnce(): number {
    return this.connections.length;
  }

  /** Adds those rows that are not there yet. Batches are added in the order of the calls. */
  add(rows: readonly ImportRow[]): Promise<BatchOutcome> {
    const before = this.last;
    const connection = this.connections[(this.turn += 1) % this.connections.length]!;
    const genres = this.spellings(rows);
    const outcome = (async (): Promise<BatchOutcome> => {
      await genres;
      if (this.connections.length === 1) await before;
      return this.addOrSplit(connection, rows, before);
    })();
    this.last = outcome;
    outcome.catch(() => undefined); // thrown where it is awaited
    return outcome;
  }

  /** Ends the connections, temporary tables included. */
  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    for (const connection of this.connections) connection.release(true);
  }

  /** A row that the database refuses is found by halving, so that the others do not suffer. */
  private async addOrSplit(
    connection: PoolClient,
    rows: readonly ImportRow[],
    before: Promise<unknown>,
  ): Promise<BatchOutcome> {
    try {
      return { added: await this.addTo(connection, rows, before), refused: [] };
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (rows.length === 1) {
        return { added: 0, refused: [{ index: 0, reason: (error as Error).message }] };
      }
    }
    const middle = Math.ceil(rows.length / 2);
    const first = await this.addOrSplit(connection, rows.slice(0, middle), before);
    const second = await this.addOrSplit(connection, rows.slice(middle), before);
    const shifted = second.refused.map(({ index, reason }) => ({ index: index + middle, reason }));
    return { added: first.added + second.added, refused: [...first.refused, ...shifted] };
  }

  private async addTo(
    connection: PoolClient,
    rows: readonly ImportRow[],
    before: Promise<unknown>,
  ): Promise<number> {
    const text = Buffer.from(this.copyText(rows));
    return retrying(async () => {
      try {
        await connection.query(beginBatch(this.columns));
        await finished(connection.query(from(copyRows(this.columns))).end(text));
        await before;
        const add = this.trial ? TRY_MISSING : addMissing(this.columns, this.creatorId);
        const results = (await connection.query(add)) as unknown as QueryResult[];
        return results[1]?.rowCount ?? 0;
      } catch (error) {
        await connection.query('ROLLBACK').catch(() => undefined); // the first error says what is wrong
        throw error;
      }
    });
  }

  /** The rows for COPY; of those that are one movie the first. */
  private copyText(rows: readonly ImportRow[]): string {
    const known = new KnownRows();
    let text = '';
    for (const [position, row] of rows.entries()) {
      if (known.has(row)) continue;
      const movie = { ...newMovieColumns(row.movie), genres: this.spelled(row) };
      const own = ownMovie(row.origin);
      text += copyLine([
        position,
        row.origin?.source,
        row.origin?.sourceId,
        own?.id,
        own?.createdAt,
        ...this.columns.map(
          ({ property, absent }) => (movie[property as keyof typeof movie] ?? absent) as string,
        ),
      ]);
    }
    return text;
  }

  private spelled({ movie }: ImportRow): string[] {
    return movie.genres ? spelled(movie.genres, this.genres) : [];
  }

  /**
   * Founds the genres that nobody has met yet: before the batch and not in it, where another writer
   * of a new genre would have to wait for all of the batch. One after the other, so that of two
   * spellings the first counts.
   */
  private spellings(rows: readonly ImportRow[]): Promise<unknown> {
    const given = new Set(rows.flatMap(({ movie }) => movie.genres ?? []));
    this.founding = this.founding.then(async () => {
      const unknown = [...given].filter((name) => !this.genres.has(name.toLowerCase()));
      if (unknown.length === 0 || this.trial) return;
      const found: Spellings = await retrying(() => foundGenres(this.dataSource.manager, unknown));
      for (const [key, name] of found) this.genres.set(key, name);
    });
    this.founding.catch(() => undefined); // thrown with the batch
    return this.founding;
  }
}
