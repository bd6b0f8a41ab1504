import type { Format, ParsedRow } from './format.js';
import { LineCutter } from './line-cutter.js';

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
