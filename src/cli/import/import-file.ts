import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../command-error.js';

/** A catalogue as lines, and how far it has been read. */
export interface ImportFile {
  readonly lines: AsyncIterable<string>;
  /** Bytes of the file itself, packed or not; `undefined` for standard input. */
  readonly size: number | undefined;
  bytesRead(): number;
}

/**
 * Opens a catalogue in NDJSON, packed with gzip where its name ends in `.gz`.
 *
 * @param path `-` is standard input
 * @throws {CommandError} for a file that is not there or of another kind
 */
export async function openImportFile(path: string): Promise<ImportFile> {
  if (path === '-') return fileOf(process.stdin, undefined, false);
  if (!/\.ndjson(?:\.gz)?$/i.test(path)) {
    throw new CommandError(`${path}: the name must end in .ndjson or .ndjson.gz`);
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      `${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
    );
  });
  if (!found.isFile()) throw new CommandError(`${path}: is not a file`);
  return fileOf(createReadStream(path), found.size, path.toLowerCase().endsWith('.gz'));
}

function fileOf(source: Readable, size: number | undefined, packed: boolean): ImportFile {
  let read = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      read += chunk.length;
      done(null, chunk);
    },
  });
  const text = packed ? createGunzip() : counter;
  const fail = (error: Error): void => void text.destroy(error);
  source.on('error', fail);
  if (packed) counter.on('error', fail).pipe(text);
  source.pipe(counter);
  return { lines: linesOf(text), size, bytesRead: () => read };
}

async function* linesOf(input: Readable): AsyncIterable<string> {
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new CommandError(`The file cannot be read: ${(error as Error).message}`);
  }
}
