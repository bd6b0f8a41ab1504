import type { CatalogueFile } from '../formats/catalogue-file.js';

/** Where progress is told: standard error. */
export interface Terminal {
  readonly isTTY: boolean;
  write(text: string): unknown;
}

const REDRAW_MS = 250;
const LINE_MS = 5000;
const BAR = 24;

/** Shows how an import gets on: a bar that is redrawn on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly started: number;
  private shown: number;
  private isDrawn = false;

  constructor(
    private readonly file: CatalogueFile,
    private readonly out: Terminal,
    private readonly clock: () => number = Date.now,
  ) {
    this.started = clock();
    this.shown = this.started;
  }

  update(rows: number): void {
    const now = this.clock();
    if (now - this.shown < (this.out.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.shown = now;
    this.out.write(
      this.out.isTTY
        ? `\r\u001B[K${this.bar()}${this.text(rows, now)}`
        : `${this.file.path}: ${this.text(rows, now)}\n`,
    );
    this.isDrawn = this.out.isTTY;
  }

  /** Shows a line of another kind, above the bar. */
  say(line: string): void {
    this.clear();
    this.out.write(`${line}\n`);
  }

  clear(): void {
    if (this.isDrawn) this.out.write('\r\u001B[K');
    this.isDrawn = false;
  }

  /** From 0 to 1; `undefined` where the size is not known. */
  private get done(): number | undefined {
    const { size } = this.file;
    return size ? Math.min(this.file.bytesRead() / size, 1) : undefined;
  }

  private bar(): string {
    if (this.done === undefined) return '';
    const full = Math.floor(this.done * BAR);
    return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] `;
  }

  private text(rows: number, now: number): string {
    const seconds = Math.max((now - this.started) / 1000, 0.001);
    const rate = `${rows.toLocaleString('en')} rows, ${Math.round(rows / seconds).toLocaleString('en')} a second`;
    const { done } = this;
    if (!done) return rate;
    return `${Math.floor(done * 100)} %, ${rate}, ${duration((seconds / done) * (1 - done))} left`;
  }
}

/** @param seconds as `1:05:07`, `5:07` or `7 s` */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [first, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}
