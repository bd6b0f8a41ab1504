import { isUtf8 } from 'node:buffer';

/** What a row of a file says: a movie's fields, why it says nothing, or nothing at all. */
export type ParsedRow =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly reason: string }
  /** A row that is no movie and no mistake: a blank line, a header, another type of title. */
  | 'blank'
  | 'other type';

/** A kind of catalogue. One object reads one file. */
export interface Format {
  readonly cutter: Cutter;
  /** What rows are counted in. */
  readonly unit: 'line' | 'element';
  /** The catalogue's name, where neither rows nor options give one. */
  readonly source?: string;
  /** @throws {CommandError} for a file of another kind */
  parse(text: string): ParsedRow;
  /** Called at the end of a file that could be read to its end. @throws {CommandError} */
  finish?(): void;
}

/** Bytes that a row may have. A movie of the longest texts has some 200,000. */
const LONGEST = 1024 * 1024;
/** Of a row that is longer, what a report shows. */
const SHOWN = 1000;

/** Finds where the rows of a format end, however the file comes in pieces. */
export interface Cutter {
  /** Where the row begins that is read at the moment: its line, or its number. */
  readonly place: number;
  /** @returns the index of the byte that ends the row; -1 if it goes on behind this piece */
  end(bytes: Buffer, from: number): number;
  /** Why the row goes on, where that may be a mistake. */
  unfinished?(): string | undefined;
  /** The row is too long: what follows the next line end is a new one, whatever came before. */
  giveUp(): void;
}

/** A row as it stands in the file, without the sign that ends it. */
export interface FileRow {
  readonly place: number;
  /** Its last line, or its number again. */
  readonly last: number;
  readonly text: string;
  /** What is wrong with it as a text, as in "the row …". */
  readonly problem?: string;
}

/** Cuts a file into its rows. Memory does not grow with the file, nor with a row. */
export async function* rowsOf(
  chunks: AsyncIterable<Buffer>,
  cutter: Cutter,
): AsyncGenerator<FileRow[]> {
  const pending = new PendingRow();
  let { place } = cutter;
  for await (const chunk of chunks) {
    const rows: FileRow[] = [];
    for (let from = 0; from < chunk.length;) {
      const end = cutter.end(chunk, from);
      const piece = chunk.subarray(from, end === -1 ? chunk.length : end);
      from += piece.length + 1;
      if (end === -1) {
        if (pending.add(piece)) pending.giveUp(cutter);
      } else {
        rows.push({ place, last: cutter.place - 1, ...pending.text(piece) });
        ({ place } = cutter);
      }
    }
    yield rows;
  }
  if (pending.isEmpty) return;
  const why = cutter.unfinished?.();
  const text = pending.text(Buffer.alloc(0));
  yield [{ place, last: place, ...(why ? { problem: `does not end: ${why}` } : {}), ...text }];
}

/** The part of a row that has come in so far. */
class PendingRow {
  private pieces: Buffer[] = [];
  private length = 0;
  private tooLong = '';

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** @returns whether the row has just become too long */
  add(piece: Buffer): boolean {
    const before = this.length;
    this.length += piece.length;
    if (this.length <= LONGEST) this.pieces.push(piece);
    else if (before <= LONGEST) this.pieces = [Buffer.concat(this.pieces).subarray(0, SHOWN)];
    return this.length > LONGEST && before <= LONGEST;
  }

  giveUp(cutter: Cutter): void {
    const why = cutter.unfinished?.();
    this.tooLong = `is longer than 1 MiB${why ? `: ${why}` : ''}`;
    cutter.giveUp();
  }

  /** @param last what has come in now */
  text(last: Buffer): Pick<FileRow, 'text' | 'problem'> {
    const isWhole = this.length + last.length <= LONGEST;
    const bytes =
      this.length === 0
        ? last.subarray(0, LONGEST)
        : Buffer.concat(isWhole ? [...this.pieces, last] : this.pieces);
    const problem = isWhole ? '' : this.tooLong || 'is longer than 1 MiB';
    this.pieces = [];
    this.length = 0;
    this.tooLong = '';
    const text = bytes.toString();
    if (!isWhole) return { text, problem };
    return isUtf8(bytes) ? { text } : { text, problem: 'is not in UTF-8' };
  }
}

export const [NEWLINE, RETURN] = [0x0a, 0x0d];

/**
 * Every line is a row: it ends with LF, CR or both. Of both, CR ends the row and LF a blank one, which
 * is no line of its own.
 */
export class LineCutter implements Cutter {
  place = 1;
  private readonly newline = new NextByte(NEWLINE);
  private readonly carriageReturn = new NextByte(RETURN);
  private isBehindReturn = false;

  end(bytes: Buffer, from: number): number {
    const end = Math.min(this.newline.in(bytes, from), this.carriageReturn.in(bytes, from));
    const isBehindReturn = this.isBehindReturn && end === from;
    this.isBehindReturn = false;
    if (end === Infinity) return -1;
    if (bytes[end] === RETURN) this.isBehindReturn = true;
    if (bytes[end] === RETURN || !isBehindReturn) this.place += 1;
    return end;
  }

  giveUp(): void {
    // The next line end ends the row, as it does every other one.
  }
}

/** Where a byte comes next. However often it is asked, it looks at each piece once. */
class NextByte {
  private bytes: Buffer | undefined;
  private at = -1;

  constructor(private readonly byte: number) {}

  /** @returns its index; `Infinity`: not in this piece */
  in(bytes: Buffer, from: number): number {
    if (bytes !== this.bytes || this.at < from) {
      const at = bytes.indexOf(this.byte, from);
      this.at = at === -1 ? Infinity : at;
      this.bytes = bytes;
    }
    return this.at;
  }
}
