import { CsvFormat } from './csv.format.js';
import { ImdbFormat } from './imdb.format.js';
import { JsonFormat, NdjsonFormat } from './json.format.js';
import { CommandError } from '../../cli/command.js';
import type { Format } from './records.js';

export const FORMATS = ['ndjson', 'json', 'csv', 'imdb'] as const;
export type FormatName = (typeof FORMATS)[number];

/** @returns the format that a file's name says, packed or not */
export function formatOf(path: string): FormatName {
  const name = path.replace(/\.gz$/i, '');
  if (path === '-') return 'ndjson';
  if (/(?:^|[/\\])title\.basics\.tsv$/i.test(name)) return 'imdb';
  const ending = /\.(ndjson|json|csv)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined) return ending as FormatName;
  throw new CommandError(
    `${path}: the name must end in .ndjson, .json or .csv, or be title.basics.tsv, each optionally followed by .gz; or say --format`,
  );
}

/** @param types of IMDb's titles; all for the empty list */
export const openFormat = (name: FormatName, types: readonly string[]): Format => OPEN[name](types);

const OPEN: Readonly<Record<FormatName, (types: readonly string[]) => Format>> = {
  ndjson: () => new NdjsonFormat(),
  json: () => new JsonFormat(),
  csv: () => new CsvFormat(),
  imdb: (types) => new ImdbFormat(types),
};
