import { CommandError } from '../../cli/command.js';
import { type Format, type ParsedRow, LineCutter } from './records.js';
import { Header } from './csv.js';

/** IMDb's column for each field of a movie; see https://developer.imdb.com/non-commercial-datasets/ */
const FIELDS: Readonly<Record<string, string>> = {
  primaryTitle: 'title',
  originalTitle: 'original_title',
  startYear: 'year',
  runtimeMinutes: 'runtime_minutes',
  genres: 'genres',
};
const NOTHING = String.raw`\N`;
/** The values of `titleType`. */
const TITLE_TYPES = [
  'movie',
  'short',
  'tvEpisode',
  'tvMiniSeries',
  'tvMovie',
  'tvPilot',
  'tvSeries',
  'tvShort',
  'tvSpecial',
  'video',
  'videoGame',
];

/**
 * @param text types with commas between, in any case, or `all`
 * @returns the types as the file has them; all for the empty list
 * @throws {CommandError} for a type that IMDb does not have
 */
export function titleTypes(text: string): string[] {
  if (text.trim().toLowerCase() === 'all') return [];
  return text.split(',').map((typed) => {
    const name = typed.trim();
    const type = TITLE_TYPES.find((known) => known.toLowerCase() === name.toLowerCase());
    if (type !== undefined) return type;
    throw new CommandError(
      `--types: ${JSON.stringify(name)} is none of ${TITLE_TYPES.join(', ')}; or all`,
    );
  });
}

/** IMDb's `title.basics.tsv`: tabs between, no quotes, `\N` for what is not known. */
export class ImdbFormat implements Format {
  readonly cutter = new LineCutter();
  readonly unit = 'line';
  readonly source = 'imdb';
  private header: Header | undefined;
  private id = 0;
  private type = 0;

  /** @param types titleTypes that count as movies; all for the empty list */
  constructor(private readonly types: readonly string[]) {}

  parse(text: string): ParsedRow {
    if (text === '') return 'blank';
    const cells = text.split('\t');
    if (this.header === undefined) return this.begin(cells);
    const reason = this.header.complaint(cells);
    if (reason !== undefined) return { reason };
    if (this.types.length > 0 && !this.types.includes(cells[this.type]!)) return 'other type';
    const id = cells[this.id]!;
    // The source's id too: whoever clears the IMDb id of a movie does not get it a second time.
    const value: Record<string, unknown> = { imdb_id: id, source_id: id };
    for (const [index, name] of this.header.names.entries()) {
      if (index === this.id || index === this.type) continue;
      value[FIELDS[name] ?? name] = valueOf(name, cells[index]!);
    }
    // It repeats the title where there is no other.
    if (value['original_title'] === value['title']) delete value['original_title'];
    return { value };
  }

  private begin(cells: readonly string[]): ParsedRow {
    this.header = Header.of(cells, ['tconst', 'titleType', 'primaryTitle'], 'tabs');
    this.id = this.header.names.indexOf('tconst');
    this.type = this.header.names.indexOf('titleType');
    return 'blank';
  }
}

function valueOf(name: string, cell: string): unknown {
  if (cell === NOTHING) return null;
  if (name === 'genres') return cell.split(',');
  const isNumber = (name === 'startYear' || name === 'runtimeMinutes') && /^\d+$/.test(cell);
  return isNumber ? Number(cell) : cell;
}
