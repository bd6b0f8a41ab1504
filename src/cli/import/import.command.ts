import type { ImportRow, MovieImportService } from '../../movies/import/movie-import.service.js';
import { openImportFile } from './import-file.js';
import { RowReader } from './import-row.js';
import { Progress } from './progress.js';

/** Rows a statement: enough to be fast, few enough to stay small in memory. */
const BATCH = 500;

export interface ImportOptions {
  readonly creatorId: number | null;
  readonly source: string | undefined;
  /** Where progress and bad rows are told. */
  readonly out: NodeJS.WriteStream;
}

export interface ImportCounts {
  readonly rows: number;
  readonly added: number;
  readonly bad: number;
}

/**
 * Streams a catalogue into the database, batch by batch. Bad rows are told with their line number
 * and passed over.
 */
export async function importFile(
  path: string,
  imports: MovieImportService,
  { creatorId, source, out }: ImportOptions,
): Promise<ImportCounts> {
  const file = await openImportFile(path);
  const reader = new RowReader(source);
  const progress = new Progress(file, out);
  const counts = { rows: 0, added: 0, bad: 0 };
  let batch: ImportRow[] = [];
  let line = 0;
  let underWay: Promise<number> = Promise.resolve(0);
  // The database works on one batch while the next one is read and checked.
  const flush = async (): Promise<void> => {
    counts.added += await underWay;
    underWay = batch.length > 0 ? imports.add(batch, creatorId) : Promise.resolve(0);
    underWay.catch(() => undefined); // awaited, and thrown, with the next batch
    batch = [];
    progress.update(counts.rows);
  };
  for await (const text of file.lines) {
    line += 1;
    if (text.trim() === '') continue;
    counts.rows += 1;
    const checked = reader.read(parse(text));
    if ('row' in checked) batch.push(checked.row);
    else {
      counts.bad += 1;
      progress.clear();
      out.write(`${path}:${line}: ${checked.reason}\n`);
    }
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  await flush();
  progress.clear();
  if (reader.ignored.size > 0)
    out.write(`Ignored fields: ${[...reader.ignored].sort().join(', ')}\n`);
  return counts;
}

/** @returns `undefined` for what is not JSON, which is no object either */
function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
