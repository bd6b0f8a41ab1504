import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import { brokenTexts } from './fields/text.js';
import { fieldErrors } from './field-errors.js';
import { Problem, type FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

/** Checks bodies and queries against their DTO and answers 400 with one error for each field. */
@Injectable()
export class InputPipe implements PipeTransform<unknown> {
  private readonly body = checker('field');
  private readonly query = checker('parameter');

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body' && metadata.type !== 'query') return value;
    if (metadata.type === 'body' && value !== undefined) requireObject(value);
    const kind = metadata.type === 'query' ? 'parameter' : 'field';
    const broken = [...brokenTexts(value, kind), ...inheritedNames(value, kind)];
    if (broken.length > 0) throw Problem.invalid(broken);
    return this[metadata.type].transform(value, metadata) as Promise<unknown>;
  }
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
