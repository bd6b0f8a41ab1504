import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { Problem, type FieldError } from '../problems/problem.js';
import { brokenTexts } from './broken-texts.js';
import { readOnlyFieldsOf } from './field.js';
import { unknownNames } from './unknown-name.js';

type Input = Readonly<Record<string, unknown>>;

/** Checks bodies and queries against their DTO and answers 400 with one error for each field. */
@Injectable()
export class InputPipe implements PipeTransform<unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (metatype === Object) return value; // of no class: the handler checks it
    if (value !== undefined && !isObject(value)) {
      throw new Problem('invalid-input', 'The body must be a JSON object.');
    }
    const kind = type === 'query' ? 'parameter' : 'field';
    const checked = checkInput(metatype as Type<object>, value ?? {}, kind);
    if ('errors' in checked) throw Problem.invalid(checked.errors);
    return checked.value;
  }
}

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks an input against the decorators of its class.
 *
 * @param kind "field" or "parameter"
 * @returns the cleaned input as an object of its class, or what is wrong with it
 */
export function checkInput<T extends object>(
  type: Type<T>,
  input: Input,
  kind = 'field',
): { value: T } | { errors: FieldError[] } {
  const broken = [...brokenTexts(input, kind)];
  if (broken.length > 0) return { errors: broken };
  const known = fieldNamesOf(type);
  const others = Object.keys(input).filter((name) => !known.includes(name));
  const unknown = unknownNames(others, kind, known, readOnlyFieldsOf(type));
  // Without the others: class-transformer and class-validator look at each.
  const given = Object.entries(input).filter(([name]) => known.includes(name));
  const value = plainToInstance(type, Object.fromEntries(given));
  const found = validateSync(value, { stopAtFirstError: true, forbidUnknownValues: false });
  const errors = [...unknown, ...found.flatMap(fieldErrors)];
  return errors.length > 0 ? { errors } : { value };
}

/** The fields of an input class. */
export const fieldNamesOf = (type: Function): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(type, '', false, false)
      .map(({ propertyName }) => propertyName),
  ),
];

/** A list's complaints come one a line, each with the index of its element (see TextListField). */
const fieldErrors = ({ property, constraints }: ValidationError): FieldError[] =>
  Object.values(constraints ?? {})
    .flatMap((text) => text.split('\n'))
    .map((line) => {
      const [, index = '', message = line] = /^(\.\d+) (.*)$/.exec(line) ?? [];
      return { field: property + index, message };
    });
