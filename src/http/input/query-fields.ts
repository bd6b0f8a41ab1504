import { Field, type Check, type FieldOptions } from './checked.js';
import { trimmed } from './text.js';

const ONCE = 'must be given once';

/** A parameter of the query. A blank one is as good as none, as forms send what nobody filled in. */
const QueryField = (
  options: FieldOptions,
  { clean = (value) => value, ...check }: Check,
): PropertyDecorator =>
  Field(options, { ...check, clean: (value) => (isBlank(value) ? undefined : clean(value)) });

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

interface QueryIntegerOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** A whole number written in decimal digits. */
export const QueryInteger = ({
  min,
  max,
  default: fallback,
  ...options
}: QueryIntegerOptions): PropertyDecorator =>
  QueryField(
    { optional: true, ...options },
    {
      clean: (value) =>
        typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value,
      complaint: (value) => {
        if (Array.isArray(value)) return ONCE;
        return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
          ? undefined
          : `must be an integer from ${min} to ${max}`;
      },
      schema: { type: 'integer', minimum: min, maximum: max, default: fallback },
    },
  );

/** The number of a page: any that has digits only; how far pages go is for the list to say. */
export const QueryPageNumber = (options: FieldOptions): PropertyDecorator =>
  QueryField(
    { optional: true, ...options },
    {
      clean: (value) =>
        typeof value === 'string' && /^\d+$/.test(value)
          ? Math.min(Number(value), Number.MAX_SAFE_INTEGER)
          : value,
      complaint: (value) => {
        if (Array.isArray(value)) return ONCE;
        return Number.isInteger(value) && (value as number) >= 1
          ? undefined
          : 'must be an integer from 1';
      },
      schema: { type: 'integer', minimum: 1, default: 1 },
    },
  );

/**
 * An id to filter by. Digits that cannot be an id (0, or too many) are nobody's: they become 0,
 * which no row has, and so an empty list.
 */
export const QueryId = (options: FieldOptions): PropertyDecorator =>
  QueryField(
    { optional: true, ...options },
    {
      clean: (value) => (typeof value === 'string' ? idOrNobody(value) : value),
      complaint: (value) => {
        if (Array.isArray(value)) return ONCE;
        return typeof value === 'number' ? undefined : 'must be an id, a positive integer';
      },
      schema: { type: 'integer', minimum: 1 },
    },
  );

const idOrNobody = (text: string): number | string => {
  if (!/^\d+$/.test(text)) return text;
  return Number.isSafeInteger(Number(text)) ? Number(text) : 0;
};

interface QueryIdsOptions extends FieldOptions {
  readonly maxItems: number;
}

/** Several ids separated by commas, each once. */
export const QueryIds = ({ maxItems, ...options }: QueryIdsOptions): PropertyDecorator =>
  QueryField(
    { optional: true, ...options },
    {
      clean: (value) =>
        typeof value === 'string'
          ? [...new Set(value.split(',').map((part) => idOrNobody(part.trim())))]
          : { value },
      complaint: (value) => {
        if (!Array.isArray(value)) return ONCE;
        if (value.length > maxItems) return `must name at most ${maxItems} ids`;
        return value.every((id) => typeof id === 'number')
          ? undefined
          : 'must be ids, positive integers separated by commas';
      },
      schema: { type: 'string', pattern: String.raw`^\d+(,\d+){0,${maxItems - 1}}$` },
    },
  );

/** An opaque place in a list; empty for its beginning. */
export const QueryCursor = (options: FieldOptions): PropertyDecorator =>
  Field(
    { optional: true, ...options },
    {
      clean: (value) => (isBlank(value) ? '' : value),
      complaint: (value) => {
        if (typeof value !== 'string') return ONCE;
        return /^[\w-]*$/.test(value)
          ? undefined
          : 'is not one of this list: begin with an empty one';
      },
      schema: { type: 'string', pattern: String.raw`^[\w-]*$`, allowEmptyValue: true } as never,
    },
  );

interface QueryTextOptions extends FieldOptions {
  /** Code points. */
  readonly max: number;
}

/** Text, trimmed and NFC. */
export const QueryText = ({ max, ...options }: QueryTextOptions): PropertyDecorator =>
  QueryField(options, {
    text: trimmed,
    complaint: (value) => (typeof value === 'string' ? undefined : ONCE),
    schema: { type: 'string', ...(options.optional ? {} : { minLength: 1 }), maxLength: max },
  });

interface QueryOrderingOptions extends FieldOptions {
  readonly keys: readonly string[];
  readonly default: string;
}

/** Sort keys separated by commas, each once, with `-` for descending. */
export const QueryOrdering = ({
  keys,
  default: fallback,
  ...options
}: QueryOrderingOptions): PropertyDecorator =>
  QueryField(
    { optional: true, ...options },
    {
      clean: (value) =>
        typeof value === 'string' ? value.split(',').map((part) => part.trim()) : { value },
      complaint: (value) => {
        if (!Array.isArray(value)) return ONCE;
        const names = value.map((key) => String(key).replace(/^-/, ''));
        const unknown = names.find((name) => !keys.includes(name));
        if (unknown !== undefined)
          return `must be of ${keys.join(', ')}, each perhaps with a - before it`;
        return new Set(names).size === names.length ? undefined : 'must name each key once';
      },
      schema: { type: 'string', default: fallback, ...orderingsOf(keys) },
    },
  );

/** One key is one of two values, for which explorers show a list and clients have a type. */
const orderingsOf = (keys: readonly string[]): { enum: string[] } | { pattern: string } =>
  keys.length === 1
    ? { enum: [`-${keys[0]}`, `${keys[0]}`] }
    : { pattern: `^-?(${keys.join('|')})(,-?(${keys.join('|')}))*$` };
