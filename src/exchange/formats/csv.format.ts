import { cellsOf, CsvCutter, Header } from './csv.js';
import type { Format, ParsedRow } from './records.js';
import { INTEGER_FIELDS, LIST_FIELDS } from '../import/row-reader.js';

/**
 * CSV (RFC 4180) with a header. The cells are texts: those of numbers and lists become what the
 * field takes, an empty one is `null`.
 */
export class CsvFormat implements Format {
  readonly cutter = new CsvCutter();
  readonly unit = 'line';
  private header: Header | undefined;

  parse(text: string): ParsedRow {
    if (text === '') return 'blank';
    const cells = cellsOf(text);
    if (this.header === undefined) {
      this.header = Header.of(cells ?? [], ['title'], 'commas');
      return 'blank';
    }
    if (cells === undefined)
      return { reason: 'has a quote that does not close, or text around one' };
    const reason = this.header.complaint(cells);
    if (reason !== undefined) return { reason };
    const value: Record<string, unknown> = {};
    for (const [index, name] of this.header.names.entries()) {
      if (name !== '') value[name] = valueOf(name, cells[index]!);
    }
    return { value };
  }
}

function valueOf(name: string, written: string): unknown {
  if (written === '') return null;
  const cell = FOR_SPREADSHEET.test(written) ? written.slice(1) : written;
  if (LIST_FIELDS.has(name)) return listOf(cell);
  return INTEGER_FIELDS.has(name) && NUMBER.test(cell.trim()) ? Number(cell) : cell;
}

/** As JSON has them, so that `1999.0` is the integer that it is there; and `+1999`, `07`. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** What begins a formula, behind the `'` that `export --spreadsheet` puts before it. */
const FOR_SPREADSHEET = /^'+[=+\-@\t\r]/;

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
