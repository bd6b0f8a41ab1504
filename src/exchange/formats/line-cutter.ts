import type { Cutter } from './records.js';

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
