import type { BatchOutcome, MovieImport } from './movie-import.js';
import { openCatalogueFile } from '../formats/catalogue-file.js';
import { formatOf, openFormat, type FormatName } from '../formats/formats.js';
import { RowReader } from './row-reader.js';
import { Progress, type Terminal } from './progress.js';
import { rowsOf, type FileRow, type Format } from '../formats/records.js';
import type { RejectedRows } from './rejected-rows.js';
import { CommandError } from '../../cli/command.js';

/** Rows a transaction: enough to be fast, few enough to be over in a fraction of a second. */
const BATCH = 2500;
/** However large the rows are. */
const BATCH_BYTES = 16 * 1024 * 1024;

export interface ImportOptions {
  /** The catalogue, where its rows do not name it. */
  readonly source?: string;
  /** What the file's name says, by default. */
  readonly format?: FormatName;
  /** Of IMDb's titles; all for the empty list. */
  readonly types: readonly string[];
  /** Ends the import after the batches under way. */
  readonly signal: AbortSignal;
  /** Takes the bad rows. */
  readonly rejected: Pick<RejectedRows, 'add'>;
  /** Where progress is told. */
  readonly out: Terminal;
  /** Milliseconds, for the progress. */
  readonly clock?: () => number;
}

export interface ImportCounts {
  rows: number;
  added: number;
  /** Those whose movies were there already. */
  known: number;
  bad: number;
  /** Rows of IMDb's file that are no movies; not among `rows`. */
  others: number;
}

/**
 * Streams a catalogue into the database, batch by batch, past bad rows. What is wrong with the file
 * as a whole ends it; the rows up to there are counted and stay.
 */
export class CatalogueImport {
  readonly counts: ImportCounts = { rows: 0, added: 0, known: 0, bad: 0, others: 0 };
  private readonly format: Format;
  private readonly reader: RowReader;
  /** Where the rows of the batch stand in the file. */
  private places: number[] = [];
  private readonly underWay: Promise<void>[] = [];
  private failed = false;

  constructor(
    private readonly path: string,
    private readonly imports: MovieImport,
    private readonly options: ImportOptions,
  ) {
    this.format = openFormat(options.format ?? formatOf(path), options.types);
    this.reader = new RowReader(options.source ?? this.format.source);
  }

  /** @throws {CommandError} for a file that cannot be read, or not to its end */
  async run(): Promise<void> {
    const { signal, out } = this.options;
    const file = await openCatalogueFile(this.path, signal);
    const progress = new Progress(file, out, this.options.clock);
    try {
      for await (const rows of rowsOf(file.chunks, this.format.cutter)) {
        if (signal.aborted) break;
        for (const row of rows) {
          const adding = this.take(row);
          if (adding !== undefined) await adding;
        }
        progress.update(this.counts.rows);
      }
      if (!signal.aborted) this.format.finish?.();
    } catch (error) {
      throw error instanceof CommandError && !error.message.startsWith(this.path)
        ? new CommandError(`${this.path}: ${error.message}`)
        : error;
    } finally {
      await this.drain();
      progress.clear();
      const ignored = [...this.reader.ignored].sort();
      if (ignored.length > 0) progress.say(`Ignored fields: ${ignored.join(', ')}`);
    }
  }

  /** @returns something to wait for before the next row, now and then */
  private take(file: FileRow): Promise<unknown> | undefined {
    const { text, problem } = file;
    const parsed = problem === undefined ? this.format.parse(text) : { reason: problem };
    if (parsed === 'blank') return undefined;
    if (parsed === 'other type') {
      this.counts.others += 1;
      return undefined;
    }
    this.counts.rows += 1;
    if ('reason' in parsed) return this.reject(file, parsed.reason + (problem ? '' : spanOf(file)));
    const checked = this.reader.read(parsed.value);
    if ('reason' in checked) return this.reject(file, checked.reason);
    this.places.push(file.place);
    const taking = this.imports.take(checked.row);
    if (this.places.length < BATCH && this.imports.bytes < BATCH_BYTES) return taking;
    return taking === undefined ? this.flush() : taking.then(() => this.flush());
  }

  private reject({ place, text }: Pick<FileRow, 'place' | 'text'>, reason: string): Promise<void> {
    this.counts.bad += 1;
    const { unit } = this.format;
    return this.options.rejected.add({ file: this.path, unit, place, reason, text });
  }

  /** Hands the batch over; the database works on it while the next ones are read and checked. */
  private async flush(): Promise<void> {
    if (this.places.length === 0) return;
    await this.settled(this.imports.atOnce - 1);
    const adding = this.told(this.imports.flush(), this.places);
    this.places = [];
    adding.catch(() => (this.failed = true)); // awaited, and thrown, later
    this.underWay.push(adding);
  }

  private async told(outcome: Promise<BatchOutcome>, places: readonly number[]): Promise<void> {
    const { added, refused } = await outcome;
    this.counts.added += added;
    this.counts.known += places.length - added - refused.length;
    for (const { index, reason, text } of refused) {
      await this.reject({ place: places[index]!, text }, reason);
    }
  }

  /** Has all that was read added, and waits for it. */
  private async drain(): Promise<void> {
    try {
      if (!this.failed) await this.flush();
    } finally {
      await this.settled(0);
    }
  }

  /** Waits until no more than so many batches are under way. */
  private async settled(most: number): Promise<void> {
    while (this.underWay.length > most) await this.underWay.shift();
  }
}

/** A wrong quote may make one row of many lines. */
const spanOf = ({ place, last }: FileRow): string =>
  last > place ? ` (lines ${place} to ${last})` : '';
