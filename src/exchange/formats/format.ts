import type { Cutter } from './records.js';

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
