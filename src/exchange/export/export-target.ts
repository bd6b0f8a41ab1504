import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { CommandError } from '../../cli/command-error.js';

/** Where an export goes. */
export interface ExportTarget {
  readonly stream: Writable;
  /** What was written is whole: it takes its place. */
  keep(): Promise<void>;
  /** What was written is not whole: nothing of it stays. */
  discard(): Promise<void>;
}

/**
 * A file that is there, whole, or not there: it is written beside its place under another name.
 *
 * @param path `-` is standard output
 * @throws {CommandError}
 */
export async function openTarget(path: string): Promise<ExportTarget> {
  if (path === '-') {
    return { stream: process.stdout, keep: async () => {}, discard: async () => {} };
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new CommandError(`${path}: is a directory, not a file`);
  // What is no plain file (a pipe, a device) cannot be replaced.
  const isPlain = found === undefined || found.isFile();
  const aside = isPlain ? join(dirname(path), `.${basename(path)}.${process.pid}.part`) : path;
  const stream = createWriteStream(aside, { flush: isPlain });
  await new Promise<void>((done, failed) => {
    stream.once('open', () => done());
    stream.once('error', (error) => failed(new CommandError(`${path}: ${error.message}`)));
  });
  return {
    stream,
    keep: async () => {
      if (isPlain) await rename(aside, path);
    },
    discard: async () => {
      stream.destroy();
      if (isPlain) await rm(aside, { force: true });
    },
  };
}
