import { type Cutter, type Format, type ParsedRow, LineCutter } from './records.js';
import { CommandError } from '../../cli/command.js';

/** One JSON object a line. */
export class NdjsonFormat implements Format {
  readonly cutter = new LineCutter();
  readonly unit = 'line';

  parse(text: string): ParsedRow {
    return parseObject(text);
  }
}

/** A movie in JSON. */
export function parseObject(text: string): ParsedRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.trim() === '' ? 'blank' : { reason: 'is not JSON' };
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value: value as Record<string, unknown> }
    : { reason: 'is not an object' };
}

/**
 * An array of objects. It is cut at the commas between its elements, and each is parsed by itself: a
 * parser of the whole would stop at the first mistake, and hold an element however long it is.
 */
export class JsonFormat implements Format {
  readonly cutter = new ElementCutter();
  readonly unit = 'element';

  parse(text: string): ParsedRow {
    return parseObject(text);
  }

  finish(): void {
    const { part } = this.cutter;
    if (part === 'array') throw new CommandError('ends in the middle of the array');
    if (part === 'too much') throw new CommandError('there is something behind the array');
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Ends a row at each comma of the outermost array, and at its two brackets. */
class ElementCutter implements Cutter {
  place = 1;
  part: 'before' | 'array' | 'behind' | 'too much' = 'before';
  /** Of brackets, within the array. */
  private depth = 0;
  private isText = false;
  private isEscaped = false;

  end(bytes: Buffer, from: number): number {
    return this.part === 'array' ? this.endOfElement(bytes, from) : this.outside(bytes, from);
  }

  giveUp(): void {
    // The element ends where it ends: a newline says nothing in JSON.
  }

  private outside(bytes: Buffer, from: number): number {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      if (this.part === 'before' && byte === OPEN) {
        this.part = 'array';
        return index;
      }
      if (BLANKS.has(byte)) continue;
      if (this.part === 'before') {
        throw new CommandError(
          'must be an array of objects: [{…}, …]. One object a line is --format ndjson',
        );
      }
      this.part = 'too much';
    }
    return bytes.length - 1; // in blank rows, which need no memory
  }

  private endOfElement(bytes: Buffer, from: number): number {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index];
      if (this.isText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.isText = false;
      } else if (byte === QUOTE) this.isText = true;
      else if (byte === OPEN || byte === OPEN_OBJECT) this.depth += 1;
      else if ((byte === CLOSE || byte === COMMA) && this.depth === 0) {
        if (byte === CLOSE) this.part = 'behind';
        this.place += 1;
        return index;
      } else if (byte === CLOSE || byte === CLOSE_OBJECT) this.depth -= 1;
    }
    return -1;
  }
}
