import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../config/make-folder.js';
import { CommandError } from '../../cli/command.js';

/** Bad rows of all files that the terminal shows; the report has every one. */
const MOST_SHOWN = 20;
/** Characters of a row's text in the report. */
const LONGEST_TEXT = 500;
/** Characters that wait to be written. */
const BUFFERED = 64 * 1024;

export interface RejectedRow {
  readonly file: string;
  readonly unit: 'line' | 'element';
  readonly place: number;
  readonly reason: string;
  readonly text: string;
}

/** The rows that were bad: every one in a file, one JSON object a line, and the first ones shown. */
export class RejectedRows {
  private count = 0;
  private waiting = '';
  private handle: FileHandle | undefined;
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param path of the report, which is only made if there is a bad row
   * @param show for whoever waits at the terminal
   */
  constructor(
    private readonly path: string,
    private readonly show: (line: string) => void,
  ) {}

  /** Resolves when it does not have to be waited for any longer. */
  async add({ file, unit, place, reason, text }: RejectedRow): Promise<void> {
    this.count += 1;
    if (this.count <= MOST_SHOWN) {
      this.show(`${file}:${unit === 'element' ? ' element ' : ''}${place}: ${reason}`);
    } else if (this.count === MOST_SHOWN + 1) {
      this.show(`More bad rows are only in ${this.path}`);
    }
    const shown = text.toWellFormed();
    this.waiting += `${JSON.stringify({
      file,
      [unit]: place,
      reason,
      text: shown.length > LONGEST_TEXT ? `${shown.slice(0, LONGEST_TEXT).toWellFormed()}…` : shown,
    })}\n`;
    if (this.waiting.length > BUFFERED) await this.write();
  }

  /** @returns the report's path, if there is one */
  async close(): Promise<string | undefined> {
    if (this.count === 0) return undefined;
    await this.write();
    await this.handle?.close();
    return this.path;
  }

  /** One piece after the other: rows are also rejected by batches that end meanwhile. */
  private write(): Promise<void> {
    const text = this.waiting;
    this.waiting = '';
    this.writing = this.writing.then(() => this.append(text));
    return this.writing;
  }

  private async append(text: string): Promise<void> {
    try {
      if (this.handle === undefined) await makeFolder(dirname(this.path));
      this.handle ??= await open(this.path, 'w');
      await this.handle.appendFile(text);
    } catch (error) {
      throw new CommandError(
        `The report of bad rows cannot be written: ${(error as Error).message}`,
      );
    }
  }
}
