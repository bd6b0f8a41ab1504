import { type Cutter, NEWLINE, RETURN } from './records.js';
import { CommandError } from '../../cli/command.js';

const [QUOTE, COMMA] = [0x22, 0x2c];
const OPENS_BEHIND = new Set([COMMA, NEWLINE, RETURN, QUOTE]);

/**
 * A row ends at a line end outside of quotes: LF, CR or both, of which CR ends the row and LF a blank
 * one. A quote opens only where a cell begins.
 */
export class CsvCutter implements Cutter {
  place = 1;
  private line = 1;
  private isQuoted = false;
  /** Line of the quote that opened last. */
  private quoteLine = 0;
  private before = NEWLINE;

  end(bytes: Buffer, from: number): number {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      const { before } = this;
      this.before = byte;
      if (byte === QUOTE) {
        // The one that closes may be the first of two: then the second one opens again.
        if (this.isQuoted) this.isQuoted = false;
        else if (OPENS_BEHIND.has(before)) this.open(before);
      } else if (byte === NEWLINE || byte === RETURN) {
        if (byte === RETURN || before !== RETURN) this.line += 1;
        if (this.isQuoted) continue;
        this.place = this.line;
        return index;
      }
    }
    return -1;
  }

  unfinished(): string | undefined {
    const last = this.before === NEWLINE || this.before === RETURN ? this.line - 1 : this.line;
    if (!this.isQuoted || last === this.quoteLine) return undefined;
    return `the quote that opens in line ${this.quoteLine} is still open in line ${last}`;
  }

  giveUp(): void {
    this.isQuoted = false;
    this.before = 0;
  }

  private open(before: number): void {
    this.isQuoted = true;
    if (before !== QUOTE) this.quoteLine = this.line;
  }
}

/** @returns the cells of a row, or `undefined` for one whose quotes are wrong */
export function cellsOf(text: string): string[] | undefined {
  const cells: string[] = [];
  for (let from = 0; ; from += 1) {
    const cell = text[from] === '"' ? quoted(text, from) : plain(text, from);
    if (cell === undefined) return undefined;
    cells.push(cell.value);
    from = cell.end;
    if (from === text.length) return cells;
    if (text[from] !== ',') return undefined;
  }
}

/** A cell, and the index behind it. */
type Cell = { readonly value: string; readonly end: number } | undefined;

function plain(text: string, from: number): Cell {
  const comma = text.indexOf(',', from);
  const end = comma === -1 ? text.length : comma;
  return { value: text.slice(from, end), end };
}

/** A doubled quote is one. */
function quoted(text: string, from: number): Cell {
  let value = '';
  for (let start = from + 1; ;) {
    const quote = text.indexOf('"', start);
    if (quote === -1) return undefined;
    value += text.slice(start, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    start = quote + 2;
  }
}

/** The names in the first line of a file. */
export class Header {
  private constructor(readonly names: readonly string[]) {}

  /**
   * @param required the names without which it is no header
   * @throws {CommandError}
   */
  static of(names: readonly string[], required: readonly string[], separator: string): Header {
    const trimmed = names.map((name) => name.trim());
    const missing = required.find((name) => !trimmed.includes(name));
    if (missing !== undefined) {
      throw new CommandError(
        `line 1 must name the columns, ${missing} among them, with ${separator} between`,
      );
    }
    const twice = trimmed.find((name, index) => name !== '' && trimmed.indexOf(name) !== index);
    if (twice !== undefined) throw new CommandError(`line 1 names the column ${twice} twice`);
    return new Header(trimmed);
  }

  /** @returns what is wrong with a row of so many cells, or `undefined` */
  complaint(cells: readonly string[]): string | undefined {
    const { length } = this.names;
    return cells.length === length
      ? undefined
      : `has ${cells.length} ${cells.length === 1 ? 'column' : 'columns'} instead of ${length}`;
  }
}
