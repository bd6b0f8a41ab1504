import type { Cutter } from './records.js';

const [QUOTE, COMMA, NEWLINE] = [0x22, 0x2c, 0x0a];

/** A row ends at a newline outside of quotes. A quote opens only where a cell begins. */
export class CsvCutter implements Cutter {
  place = 1;
  private line = 1;
  private isQuoted = false;
  private before = NEWLINE;

  end(bytes: Buffer, from: number): number {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      if (byte === NEWLINE) this.line += 1;
      if (this.isQuoted) {
        // The one that closes counts as before, so that a second one opens again: it was doubled.
        if (byte === QUOTE) this.isQuoted = false;
        else continue;
        this.before = QUOTE;
      } else {
        if (byte === QUOTE && OPENS_BEHIND.has(this.before)) this.isQuoted = true;
        this.before = byte;
        if (byte === NEWLINE) {
          this.place = this.line;
          return index;
        }
      }
    }
    return -1;
  }

  giveUp(): void {
    this.isQuoted = false;
    this.before = 0;
  }
}

const OPENS_BEHIND = new Set([COMMA, NEWLINE, QUOTE]);

/** @returns the cells of a row, or `undefined` for one whose quotes are wrong */
export function cellsOf(row: string): string[] | undefined {
  const text = row.endsWith('\r') ? row.slice(0, -1) : row;
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
