import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { isAccountGone } from '../database/errors/failure.js';
import { UsersService } from '../users/users.service.js';
import { withServices } from './context.js';
import { interruptible, CommandError } from './command.js';
import { nameOf } from '../exchange/formats/catalogue-file.js';
import { FORMATS, formatOf, type FormatName } from '../exchange/formats/formats.js';
import { titleTypes } from '../exchange/formats/imdb.format.js';
import { CatalogueImport, type ImportCounts } from '../exchange/import/import-catalogue.js';
import { RejectedRows } from '../exchange/import/rejected-rows.js';
import { MovieImportService } from '../exchange/import/movie-import.js';

interface Options {
  readonly creator?: string;
  readonly source?: string;
  readonly format?: FormatName;
  readonly types: string;
  readonly report?: string;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
}

/** Folder of the reports below `DATA_DIR`. */
const REPORTS = 'rejected';

export function addImportCommand(program: Command, say: (line: string) => void): void {
  program
    .command('import')
    .description('load catalogues; running the same file again adds nothing twice')
    .argument(
      '<file...>',
      '.ndjson, .json, .csv or IMDb’s title.basics.tsv, each optionally compressed (.gz); - for standard input',
    )
    .option('--creator <name>', 'the user who owns the movies (default: none)')
    .option('--source <name>', 'the catalogue, where its rows do not name it')
    .addOption(
      new Option('--format <format>', 'of files whose names do not say it').choices(FORMATS),
    )
    .option('--types <types>', 'titleTypes of IMDb’s file, with commas between; or all', 'movie')
    .option('--report <file>', 'where bad rows are written (default: below DATA_DIR)')
    .option('--strict', 'exit 1 if a row was bad')
    .option('--dry-run', 'check everything, count what would be added, add nothing')
    .addHelpText(
      'after',
      `
Examples:
  npm run cli -- import movies.ndjson more.csv.gz --creator ada
  npm run cli -- import title.basics.tsv.gz --dry-run
  zcat movies.json.gz | npm run --silent cli -- import - --format json

The fields, and what becomes of bad rows: docs/import.md.`,
    )
    .action((files: string[], options: Options) =>
      interruptible((signal) => importAll(files, options, signal, say)),
    );
}

async function importAll(
  files: readonly string[],
  { creator, source, format, types, report, strict, dryRun }: Options,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  // What is wrong with names and options is told before hours of work.
  if (format === undefined) files.forEach(formatOf);
  const chosen = titleTypes(types);
  await withServices(async (services, { dataDir }) => {
    const creatorId = creator ? await services.get(UsersService).idOf(creator) : null;
    const rejected = new RejectedRows(
      report ?? join(dataDir, REPORTS, reportName(files[0]!)),
      (line) => void process.stderr.write(`${line}\n`),
    );
    const imports = await services.get(MovieImportService).start(creatorId, dryRun);
    let bad = 0;
    try {
      for (const file of files) {
        if (signal.aborted) break;
        const catalogue = new CatalogueImport(file, imports, {
          source,
          format,
          types: chosen,
          signal,
          rejected,
          out: process.stderr,
        });
        let read = false;
        try {
          await catalogue.run();
          read = true;
        } finally {
          const { counts } = catalogue;
          bad += counts.bad;
          // Of a file that is not there, or no catalogue, only the error is told.
          const isEmpty = counts.rows + counts.others === 0;
          if (read && isEmpty) process.stderr.write(`${file}: there are no rows in this file\n`);
          if (read || !isEmpty) say(`${file}: ${summary(counts, dryRun)}`);
        }
      }
    } catch (error) {
      if (!isAccountGone(error)) throw error;
      throw new CommandError('The account that the movies were for is gone');
    } finally {
      await imports.close();
      const path = await rejected.close();
      if (path !== undefined) process.stderr.write(`Bad rows: ${path}\n`);
    }
    if (signal.aborted) process.stderr.write('Interrupted. The same command goes on from here.\n');
    if (strict && bad > 0) process.exitCode ??= 1;
  });
}

function summary({ rows, added, known, bad, others }: ImportCounts, isTrial = false): string {
  const passed = others === 0 ? '' : `, ${others} of other types`;
  const left = rows - added - known - bad; // of batches that failed
  const untried = left === 0 ? '' : `, ${left} not tried`;
  return `${rows} rows, ${added} ${isTrial ? 'would be added' : 'added'}, ${known} there already, ${bad} bad${passed}${untried}`;
}

/** Each run has a report of its own. */
const reportName = (file: string): string =>
  `${nameOf(file)}.${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.ndjson`;
