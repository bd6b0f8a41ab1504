import { cellsOf, CsvCutter } from './csv.js';
import type { Format, ParsedRow } from './format.js';
import { Header } from './header.js';
import { MOVIE_FIELDS } from './movie-fields.js';

/**
 * CSV (RFC 4180) with a header. The cells are texts: those of numbers and lists become what the
 * field takes, an empty one is `null`.
 */
export class CsvFormat implements Format {
  readonly cutter = new CsvCutter();
  readonly unit = 'line';
  private header: Header | undefined;

  parse(text: string): ParsedRow {
    if (text === '' || text === '\r') return 'blank';
    const cells = cellsOf(text);
    if (cells === undefined)
      return { reason: 'has a quote that does not close, or text around one' };
    if (this.header === undefined) {
      this.header = Header.of(cells, 'title', 'commas');
      return 'blank';
    }
    const reason = this.header.complaint(cells);
    if (reason !== undefined) return { reason };
    const value: Record<string, unknown> = {};
    for (const [index, name] of this.header.names.entries()) {
      if (name !== '') value[name] = valueOf(name, cells[index]!);
    }
    return { value };
  }
}

function valueOf(name: string, cell: string): unknown {
  if (cell === '') return null;
  const type = MOVIE_FIELDS.get(name)?.type;
  if (type === 'array') return listOf(cell);
  return type === 'integer' && /^\s*[+-]?\d+\s*$/.test(cell) ? Number(cell) : cell;
}

/** `A|B`; a `|` that belongs to a name has a backslash before it, and so has a backslash there. */
const listOf = (cell: string): string[] => {
  if (!cell.includes('\\')) return cell.split('|');
  const items = [''];
  for (const [sign] of cell.matchAll(/\\[\\|]|[^]/g)) {
    if (sign === '|') items.push('');
    else items.push(items.pop()! + sign.slice(-1));
  }
  return items;
};
