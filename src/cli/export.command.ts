import { createGzip } from 'node:zlib';
import { Option, type Command } from 'commander';
import { isDatabaseAway } from '../database/errors/failure.js';
import {
  EXPORT_FORMATS,
  type EXPORTS,
  type ExportFormat,
  MovieExportService,
} from '../exchange/export/export.queries.js';
import { withServices } from './context.js';
import { interruptible, CommandError } from './command.js';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write the catalogue as import reads it')
    .argument('<file>', '.ndjson or .csv, optionally compressed (.gz); - for standard output')
    .addOption(
      new Option('--format <format>', 'of a file whose name does not say it').choices(
        EXPORT_FORMATS,
      ),
    )
    .option('--spreadsheet', 'CSV in which a spreadsheet takes no cell for a formula')
    .addHelpText(
      'after',
      `
Examples:
  npm run cli -- export catalogue.ndjson.gz
  npm run --silent cli -- export - --format csv > catalogue.csv
  npm run cli -- export for-a-spreadsheet.csv --spreadsheet

When to use --spreadsheet: docs/import.md.`,
    )
    .action((file: string, options: Options) =>
      interruptible((signal) => exportTo(file, kindOf(file, options), signal)),
    );
}

interface Options {
  readonly format?: ExportFormat;
  readonly spreadsheet?: boolean;
}

type Kind = keyof typeof EXPORTS;

function kindOf(file: string, { format = formatOf(file), spreadsheet }: Options): Kind {
  if (!spreadsheet) return format;
  if (format === 'csv') return 'spreadsheet';
  throw new CommandError(`${file}: --spreadsheet is for CSV: name it .csv, or say --format csv`);
}

async function exportTo(path: string, format: Kind, signal: AbortSignal): Promise<void> {
  await withServices(async (services) => {
    const target = await openTarget(path);
    try {
      const packing = /\.gz$/i.test(path) ? [createGzip()] : [];
      const movies = await services
        .get(MovieExportService)
        .write(format, packing, target.stream, signal);
      await target.keep();
      // Standard output may be the catalogue itself.
      process.stderr.write(`${path}: ${movies} ${movies === 1 ? 'movie' : 'movies'}\n`);
    } catch (error) {
      await target.discard();
      throw foreseen(path, error, signal);
    }
  });
}

function foreseen(path: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new CommandError(`${path}: interrupted, nothing is written`);
  const { syscall, code, message } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return new CommandError(`${path}: the reader has closed it`);
  return syscall === undefined || isDatabaseAway(error)
    ? error
    : new CommandError(`${path}: ${message}`);
}

function formatOf(path: string): ExportFormat {
  if (path === '-') return 'ndjson';
  const ending = /\.(ndjson|csv)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  if (ending !== undefined) return ending as ExportFormat;
  throw new CommandError(
    `${path}: the name must end in .ndjson or .csv, optionally followed by .gz; or say --format`,
  );
}

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
