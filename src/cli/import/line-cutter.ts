import type { Cutter } from './records.js';

const NEWLINE = 0x0a;

/** Every line is a row. */
export class LineCutter implements Cutter {
  place = 1;

  end(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(NEWLINE, from);
    if (end !== -1) this.place += 1;
    return end;
  }

  giveUp(): void {
    // The next newline ends the row, as it does every other one.
  }
}
