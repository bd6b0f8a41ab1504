import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate } from 'class-validator';
import { readOnlyFieldsOf } from './read-only.js';
import { brokenTexts } from './text.js';
import { fieldErrors } from './field-errors.js';
import { InputCheck } from './input-check.js';
import { Problem } from '../problems/problem.js';
import { unknownName, unknownNames } from './unknown-name.js';

type Input = Readonly<Record<string, unknown>>;

/**
 * Checks bodies and queries against their DTO and answers 400 with one error for each field. Good ones
 * are passed by the rules of their fields alone; class-validator, which takes longer than the whole rest
 * of a short answer, is asked what is wrong with the others.
 */
@Injectable()
export class InputPipe implements PipeTransform<unknown> {
  private readonly checks = new Map<Type<object>, InputCheck<object> | undefined>();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (metatype === Object) return value; // of no class: the handler checks it
    if (type === 'body' && value !== undefined) requireObject(value);
    const input = (value ?? {}) as Input;
    return (
      this.passed(input, metatype as Type<object>) ??
      explained(input, metatype as Type<object>, type === 'query' ? 'parameter' : 'field')
    );
  }

  /** @returns the input as an object of its class; `undefined` if anything at all is wrong with it */
  private passed(input: Input, type: Type<object>): object | undefined {
    if (!this.checks.has(type)) this.checks.set(type, quickCheck(type));
    const check = this.checks.get(type);
    if (!check || !Object.keys(input).every((name) => check.fields.has(name))) return undefined;
    const { value, errors } = check.check(input);
    return errors.length > 0 ? undefined : Object.assign(new type(), value);
  }
}

/**
 * @param kind "field" or "parameter"
 * @throws {Problem} 400 that says what is wrong
 */
async function explained(input: Input, type: Type<object>, kind: string): Promise<object> {
  const broken = [...brokenTexts(input, kind)];
  if (broken.length > 0) throw Problem.invalid(broken);
  const known = fieldNamesOf(type);
  const readOnly = readOnlyFieldsOf(type);
  const unknown = unknownNames(
    Object.keys(input).filter((name) => !known.includes(name)),
    (name) => (readOnly.includes(name) ? 'is read-only' : unknownName(name, kind, known)),
  );
  // Without the others: class-transformer and class-validator look at each.
  const given = Object.entries(input).filter(([name]) => known.includes(name));
  const value = plainToInstance(type, Object.fromEntries(given));
  const found = await validate(value, { stopAtFirstError: true, forbidUnknownValues: false });
  const errors = [...unknown.errors, ...found.flatMap(fieldErrors)];
  if (errors.length > 0) throw Problem.invalid(errors, unknown.more);
  return value;
}

/**
 * @returns `undefined` for a class of which class-validator knows more than its fields tell: one that was
 *   made of another by `PartialType` and its like
 */
function quickCheck(type: Type<object>): InputCheck<object> | undefined {
  const check = new InputCheck(type);
  return fieldNamesOf(type).every((name) => check.fields.has(name)) ? check : undefined;
}

const fieldNamesOf = (type: Type<object>): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(type, '', false, false)
      .map(({ propertyName }) => propertyName),
  ),
];

function requireObject(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('invalid-input', 'The body must be a JSON object.');
  }
}
