import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { brokenTexts } from './fields/text.js';
import { fieldErrors } from './field-errors.js';
import { InputCheck } from './input-check.js';
import { Problem, type FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

/**
 * Checks bodies and queries against their DTO and answers 400 with one error for each field. Good ones
 * are passed by the rules of their fields alone; class-validator, which takes longer than the whole rest
 * of a short answer, is asked what is wrong with the others.
 */
@Injectable()
export class InputPipe implements PipeTransform<unknown> {
  private readonly body = checker('field');
  private readonly query = checker('parameter');
  private readonly checks = new Map<Type<object>, InputCheck<object> | undefined>();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { type, metatype } = metadata;
    if (type !== 'body' && type !== 'query') return value;
    if (type === 'body' && value !== undefined) requireObject(value);
    const good = this.passed((value ?? {}) as Record<string, unknown>, metatype as Type<object>);
    return good ?? this.explained(type, value, metadata);
  }

  /** @returns the input as an object of its class; `undefined` if anything at all is wrong with it */
  private passed(input: Record<string, unknown>, type: Type<object>): object | undefined {
    if (!this.checks.has(type)) this.checks.set(type, quickCheck(type));
    const check = this.checks.get(type);
    if (!check || !Object.keys(input).every((name) => check.fields.has(name))) return undefined;
    const { value, errors } = check.check(input);
    return errors.length > 0 ? undefined : Object.assign(new type(), value);
  }

  private async explained(
    type: 'body' | 'query',
    value: unknown,
    metadata: ArgumentMetadata,
  ): Promise<unknown> {
    const kind = type === 'query' ? 'parameter' : 'field';
    const broken = [...brokenTexts(value, kind), ...inheritedNames(value, kind)];
    if (broken.length > 0) throw Problem.invalid(broken);
    return this[type].transform(value, metadata) as Promise<unknown>;
  }
}

/**
 * @returns `undefined` for a class of which class-validator knows more than its fields tell: one that was
 *   made of another by `PartialType` and its like
 */
function quickCheck(type: Type<object>): InputCheck<object> | undefined {
  const check = new InputCheck(type);
  const checked = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return checked.every(({ propertyName }) => check.fields.has(propertyName)) ? check : undefined;
}

/** class-transformer passes over names that every object has, such as `constructor`. */
const inheritedNames = (value: unknown, kind: string): FieldError[] =>
  Object.keys(value ?? {})
    .filter((name) => (name in Object.prototype && name !== '__proto__') || name === 'prototype')
    .map((field) => ({ field, message: unknownName(field, kind, []) }));

const checker = (kind: string): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: true, value: false },
    exceptionFactory: (errors) =>
      Problem.invalid(errors.flatMap((error) => fieldErrors(error, kind))),
  });

function requireObject(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('invalid-input', 'The body must be a JSON object.');
  }
}
