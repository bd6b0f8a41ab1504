import type { ImportFile } from './import-file.js';

const REDRAW_MS = 250;
const LINE_MS = 5000;

/** Shows how an import gets on: one line that is redrawn on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly started = Date.now();
  private shown = 0;

  constructor(
    private readonly file: ImportFile,
    private readonly out: NodeJS.WriteStream,
  ) {}

  update(rows: number): void {
    const now = Date.now();
    if (now - Math.max(this.shown, this.started) < (this.out.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.shown = now;
    this.out.write(
      this.out.isTTY ? `\r\u001B[K${this.text(rows, now)}` : `${this.text(rows, now)}\n`,
    );
  }

  /** Makes room for a line of another kind. */
  clear(): void {
    if (this.out.isTTY && this.shown > 0) this.out.write('\r\u001B[K');
  }

  private text(rows: number, now: number): string {
    const seconds = Math.max((now - this.started) / 1000, 0.001);
    const rate = `${rows.toLocaleString('en')} rows, ${Math.round(rows / seconds).toLocaleString('en')} a second`;
    const done = this.file.size ? this.file.bytesRead() / this.file.size : 0;
    if (done <= 0 || done > 1) return rate;
    const left = Math.ceil((seconds / done) * (1 - done));
    return `${Math.floor(done * 100)} %, ${rate}, ${left} s left`;
  }
}
