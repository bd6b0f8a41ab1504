import { KnownRows, type ImportRow } from './row-identity.js';

const FIRST_SIZE = 1024 * 1024;
/** Most bytes of a UTF-16 unit in UTF-8. */
const WIDEST = 3;

/**
 * Rows as COPY takes them, ready to be sent: bytes in one buffer, not objects and strings, of which
 * the collector would have thousands to carry along.
 */
export class RowBatch {
  private bytes = Buffer.allocUnsafe(FIRST_SIZE);
  private known = new KnownRows();
  /** Where each row ends. One that repeats another is empty. */
  private ends: number[] = [];

  /** How many rows there are. */
  get length(): number {
    return this.ends.length;
  }

  /**
   * @param line of the row; asked for only if none of the rows before it is the same movie
   */
  add(row: ImportRow, line: () => string): void {
    const start = this.ends.at(-1) ?? 0;
    this.ends.push(this.known.has(row) ? start : start + this.write(line(), start));
  }

  get bytesWritten(): number {
    return this.ends.at(-1) ?? 0;
  }

  /** Whether some of the rows are known by their titles, having no id. */
  get hasTitlesOnly(): boolean {
    return this.known.hasTitlesOnly;
  }

  /** Whether it matters which of two batches comes first (see {@link KnownRows.concerns}). */
  concerns(other: RowBatch): boolean {
    return this.known.concerns(other.known);
  }

  /** The rows from `from` up to `to`. */
  text(from: number, to: number): Buffer {
    return this.bytes.subarray(from === 0 ? 0 : this.ends[from - 1], this.ends[to - 1]);
  }

  /** Makes room for other rows in the same buffer: a new one each time would pile up. */
  clear(): this {
    this.known = new KnownRows();
    this.ends = [];
    return this;
  }

  private write(line: string, start: number): number {
    const needed = start + line.length * WIDEST;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    return this.bytes.write(line, start);
  }
}

/** What a column of COPY can be made of. */
export type CopyValue = string | number | null | undefined | readonly string[];

/**
 * A row in COPY's text format, with its newline: tabs between, `\N` for NULL. The texts hold no NUL
 * and no lone surrogate: the field rules see to it.
 */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (const value of values) line += `${line === '' ? '' : '\t'}${field(value)}`;
  return `${line}\n`;
}

function field(value: CopyValue): string {
  if (value === null || value === undefined) return String.raw`\N`;
  if (typeof value === 'string') return escaped(value);
  return typeof value === 'number' ? String(value) : escaped(arrayLiteral(value));
}

const SPECIAL = /[\\\t\n\r]/;
const ALL_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
};

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (sign) => ESCAPES[sign]!) : text;

/** PostgreSQL's `{"A","B"}`: quoted, each element is itself whatever it holds. */
const arrayLiteral = (items: readonly string[]): string =>
  items.length === 0
    ? '{}'
    : `{"${items.map((item) => item.replace(/["\\]/g, String.raw`\$&`)).join('","')}"}`;
