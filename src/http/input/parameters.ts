import { Param, type PipeTransform } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Problem } from '../problems/problem.js';
import { Field, Satisfies, type FieldForm, type FieldOptions } from './field.js';
import { trimmed } from './text.js';

/** A parameter of the query. A blank one is as good as none, as forms send what nobody filled in. */
const QueryField = (
  options: FieldOptions,
  { clean = (value) => value, ...form }: FieldForm,
  ...constraints: PropertyDecorator[]
): PropertyDecorator =>
  Field(
    { optional: true, ...options },
    { ...form, clean: (value) => (isBlank(value) ? undefined : clean(value)) },
    ...constraints,
  );

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** A parameter that comes more than once is a list. */
const once = { message: 'must be given once' };
const IsGivenOnce = Satisfies((value) => !Array.isArray(value), once.message);

/** The number that decimal digits write; one beyond all ids and pages is the largest. */
export const numberOf = (text: unknown): unknown =>
  typeof text === 'string' && /^\d+$/.test(text)
    ? Math.min(Number(text), Number.MAX_SAFE_INTEGER)
    : text;

type QueryIntegerOptions = FieldOptions & { min: number; max?: number; default?: number };

/** A whole number written in decimal digits. */
export const QueryInteger = (options: QueryIntegerOptions): PropertyDecorator => {
  const { min, max } = options;
  const message = `must be an integer from ${min}${max === undefined ? '' : ` to ${max}`}`;
  return QueryField(
    options,
    {
      clean: numberOf,
      schema: { type: 'integer', minimum: min, maximum: max, default: options.default },
    },
    IsGivenOnce,
    IsInt({ message }),
    Min(min, { message }),
    Max(max ?? Number.MAX_SAFE_INTEGER, { message }),
  );
};

/** The number of a page: how far pages go is for the list to say. */
export const QueryPageNumber = (options: FieldOptions): PropertyDecorator =>
  QueryInteger({ ...options, min: 1, default: 1 });

/** An id to filter by. Digits that cannot be an id (0, or too many) are nobody's: an empty list. */
export const QueryId = (options: FieldOptions): PropertyDecorator =>
  QueryField(
    options,
    { clean: numberOf, schema: { type: 'integer', minimum: 1 } },
    IsGivenOnce,
    IsInt({ message: 'must be an id, a positive integer' }),
  );

/** The parts of a text between commas; `null`, which is no list, for what is given twice. */
const partsOf = (value: unknown): string[] | null =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : null;

/** Several ids separated by commas, each once. */
export const QueryIds = (options: FieldOptions & { maxItems: number }): PropertyDecorator => {
  const { maxItems } = options;
  return QueryField(
    options,
    {
      clean: (value) => {
        const parts = partsOf(value);
        return parts && [...new Set(parts.map(numberOf))];
      },
      schema: { type: 'string', pattern: String.raw`^\d+(,\d+){0,${maxItems - 1}}$` },
    },
    IsArray(once),
    ArrayMaxSize(maxItems, { message: `must name at most ${maxItems} ids` }),
    IsInt({ each: true, message: 'must be ids, positive integers separated by commas' }),
  );
};

/** An opaque place in a list; empty for its beginning. */
export const QueryCursor = (options: FieldOptions): PropertyDecorator =>
  Field(
    { optional: true, ...options },
    {
      clean: (value) => (isBlank(value) ? '' : value),
      schema: { type: 'string', pattern: String.raw`^[\w-]*$`, allowEmptyValue: true } as never,
    },
    IsString(once),
    Matches(/^[\w-]*$/, { message: 'is not one of this list: begin with an empty one' }),
  );

/** Text of at most `max` code points, trimmed and NFC; required unless it is `optional`. */
export const QueryText = (options: FieldOptions & { max: number }): PropertyDecorator => {
  const { optional = false, max } = options;
  return QueryField(
    { ...options, optional },
    {
      text: trimmed,
      schema: { type: 'string', ...(optional ? {} : { minLength: 1 }), maxLength: max },
    },
    IsString(once),
  );
};

type QueryOrderingOptions = FieldOptions & { keys: readonly string[]; default: string };

/** Sort keys separated by commas, each once, with `-` for descending. */
export const QueryOrdering = (options: QueryOrderingOptions): PropertyDecorator => {
  const { keys } = options;
  const either = keys.join('|');
  // One key is one of two values, for which explorers show a list and clients have a type.
  const values =
    keys.length === 1
      ? { enum: [`-${keys[0]}`, `${keys[0]}`] }
      : { pattern: `^-?(${either})(,-?(${either}))*$` };
  return QueryField(
    options,
    { clean: partsOf, schema: { type: 'string', default: options.default, ...values } },
    IsArray(once),
    IsIn([...keys, ...keys.map((key) => `-${key}`)], {
      each: true,
      message: `must be one of ${keys.join(', ')}, or several with commas between, each optionally with a - in front`,
    }),
    ArrayUnique((key: string) => key.replace(/^-/, ''), { message: 'must name each key once' }),
  );
};

/** @returns the id that a text is; `undefined` for what cannot be anybody's */
export function parseId(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}

class IdPipe implements PipeTransform<unknown, number> {
  transform(value: unknown): number {
    const id = parseId(value);
    if (id === undefined) throw Problem.notFound();
    return id;
  }
}

/** The `{id}` of the path. One that cannot be an id is simply not found. */
export const Id = (): ParameterDecorator => Param('id', new IdPipe());
