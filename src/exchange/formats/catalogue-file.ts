import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isUtf8 } from 'node:buffer';
import { CommandError } from '../../cli/command.js';

const CHUNK = 128 * 1024;

/** A catalogue as it lies there, unpacked, and how far it has been read. */
export interface CatalogueFile {
  /** `-` or the path as given. */
  readonly path: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes of the file itself, packed or not; `undefined` for standard input. */
  readonly size: number | undefined;
  bytesRead(): number;
}

/**
 * Opens a catalogue, packed with gzip or not.
 *
 * @param path `-` is standard input
 * @param signal ends the reading as if the file ended there
 * @throws {CommandError} for what is not a file of text
 */
export async function openCatalogueFile(path: string, signal: AbortSignal): Promise<CatalogueFile> {
  if (path === '-') return fileOf(path, process.stdin, undefined, signal);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CommandError(`${path}: ${why}`);
  });
  if (found.isDirectory()) throw new CommandError(`${path}: is a directory, not a file`);
  // What is no plain file (a pipe) has no size.
  const size = found.isFile() ? found.size : undefined;
  return fileOf(path, createReadStream(path, { highWaterMark: CHUNK }), size, signal);
}

function fileOf(
  path: string,
  source: Readable,
  size: number | undefined,
  signal: AbortSignal,
): CatalogueFile {
  let read = 0;
  signal.addEventListener('abort', () => source.destroy(), { once: true });
  async function* counted(): AsyncIterable<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      read += chunk.length;
      yield chunk;
    }
  }
  return { path, chunks: texts(path, counted(), signal), size, bytesRead: () => read };
}

/** The text's bytes, without a byte order mark. */
async function* texts(
  path: string,
  bytes: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  try {
    let isFirst = true;
    for await (const chunk of unpacked(path, bytes)) {
      const why = isFirst ? whyNotText(chunk) : undefined;
      if (why !== undefined) throw new CommandError(`${path}: ${why}`);
      yield isFirst && chunk.indexOf('\u{FEFF}') === 0 ? chunk.subarray(3) : chunk;
      isFirst = false;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path}: cannot be read to its end: ${(error as Error).message}`);
  }
}

/** Unpacks what begins as gzip does, whatever its name. */
async function* unpacked(path: string, bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const iterator = bytes[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  // A pipe may bring less at first than it takes to see what it is.
  for (let next; first.length < 4 && !(next = await iterator.next()).done;) {
    first = Buffer.concat([first, next.value]);
  }
  async function* all(): AsyncIterable<Buffer> {
    if (first.length > 0) yield first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  if (isGzip(first)) yield* gunzipped(all());
  else if (first.length > 0 && /\.gz$/i.test(path)) {
    throw new CommandError(`${path}: is not packed with gzip, as its name says`);
  } else yield* all();
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const unzip = createGunzip({ chunkSize: CHUNK });
  Readable.from(bytes)
    .on('error', (error) => unzip.destroy(error))
    .pipe(unzip);
  yield* unzip as AsyncIterable<Buffer>;
}

/** The file's name without its folder and its `.gz`, for what is named after it. */
export const nameOf = (path: string): string =>
  path === '-' ? 'stdin' : basename(path).replace(/\.gz$/i, '');

const startsWith = (bytes: Buffer, ...start: number[]): boolean =>
  bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);

/** RFC 1952, 2.3.1 */
export const isGzip = (bytes: Buffer): boolean => startsWith(bytes, 0x1f, 0x8b);

/**
 * Looks at the beginning of a file.
 *
 * @returns what it is instead of text in UTF-8, as in "the file …", or `undefined`
 */
export function whyNotText(bytes: Buffer): string | undefined {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return 'is in UTF-16: save it in UTF-8';
  }
  if (isGzip(bytes)) return 'is packed twice';
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    return 'is a ZIP archive (or a spreadsheet): unpack it, or save it as CSV';
  }
  if (!bytes.includes(0)) return undefined;
  // Every other byte of English in UTF-16 is NUL, and without them it is ASCII.
  const nuls = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  const isUtf16 = nuls > bytes.length / 3 && isUtf8(bytes);
  return isUtf16 ? 'is in UTF-16: save it in UTF-8' : 'is a binary file, not text';
}
