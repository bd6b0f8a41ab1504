import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { Problem, type FieldError, MOST_ERRORS } from '../problems/problem.js';
import { readOnlyFieldsOf } from './field.js';
import { closest, distance } from 'fastest-levenshtein';

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
    return validInput(
      metatype as Type<object>,
      value ?? {},
      type === 'query' ? 'parameter' : 'field',
    );
  }
}

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As {@link checkInput}. @throws {Problem} 400 with what is wrong */
export function validInput<T extends object>(type: Type<T>, input: Input, kind?: string): T {
  const checked = checkInput(type, input, kind);
  if ('errors' in checked) throw Problem.invalid(checked.errors);
  return checked.value;
}

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

const fieldNames = new Map<Function, readonly string[]>();

/** The fields of an input class. */
export function fieldNamesOf(type: Function): readonly string[] {
  const known = fieldNames.get(type);
  if (known !== undefined) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  fieldNames.set(type, names);
  return names;
}

/** A list's complaints come one a line, each with the index of its element (see TextListField). */
const fieldErrors = ({ property, constraints }: ValidationError): FieldError[] =>
  Object.values(constraints ?? {})
    .flatMap((text) => text.split('\n'))
    .map((line) => {
      const [, index = '', message = line] = /^(\.\d+) (.*)$/.exec(line) ?? [];
      return { field: property + index, message };
    });

/** What makes a text one that PostgreSQL cannot store or JSON cannot carry. */
function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the character NUL';
  return text.isWellFormed() ? undefined : 'must not contain lone surrogates';
}

/** Levels of lists and objects within each other; the deepest field of any input has two. */
const DEEPEST = 16;

/**
 * NUL and lone surrogates anywhere in an input, in names too: PostgreSQL stores neither.
 *
 * @param kind "field" or "parameter"
 */
export function* brokenTexts(
  value: unknown,
  kind = 'field',
  path = '',
  depth = 0,
): Generator<FieldError> {
  if (typeof value === 'string') {
    const message = unstorable(value);
    if (message !== undefined) yield { field: path, message };
  } else if (typeof value === 'object' && value !== null) {
    if (depth > DEEPEST) yield { field: path.split('.', 1)[0]!, message: 'is nested too deeply' };
    else {
      for (const [key, item] of Object.entries(value)) {
        const field = path === '' ? key : `${path}.${key}`;
        // JSON.parse makes an own member of it; nothing behind this line has to be careful.
        const message = key === '__proto__' ? `is not a known ${kind}` : unstorable(key);
        if (message === undefined) yield* brokenTexts(item, kind, field, depth + 1);
        else yield { field: shown(field), message };
      }
    }
  }
}

/** A name that may stand in the answer: NUL as its picture, a lone surrogate as U+FFFD. */
const shown = (name: string): string => name.toWellFormed().replaceAll('\0', '\u2400');

/** Characters of a name of ours; a longer one is none of them misspelt. */
const LONGEST_NAME = 40;

/**
 * What to say of a name that is not known.
 *
 * @param kind "field" or "parameter"
 * @returns "is not a known field", with the one that was probably meant where one is close
 */
export function unknownName(name: string, kind: string, known: readonly string[]): string {
  const unknown = `is not a known ${kind}`;
  if (known.length === 0 || name.length > LONGEST_NAME) return unknown;
  const near = closest(name.toLowerCase(), [...known]);
  const allowed = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return distance(name.toLowerCase(), near) <= allowed
    ? `${unknown}; did you mean ${near}?`
    : unknown;
}

/**
 * The errors of names that an input may not have. A body can hold ten thousand of them: only those
 * that an answer lists are compared with the known ones.
 */
export const unknownNames = (
  names: readonly string[],
  kind: string,
  known: readonly string[] = [],
  readOnly: readonly string[] = [],
): FieldError[] =>
  names.map((field, index) => ({
    field,
    message: readOnly.includes(field)
      ? 'is read-only'
      : unknownName(field, kind, index < MOST_ERRORS ? known : []),
  }));
