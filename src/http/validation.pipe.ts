import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import { Lru } from 'toad-cache';
import { brokenTexts } from './fields/text.js';
import { fieldErrors } from './field-errors.js';
import { Problem, type FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

/** Queries of one kind that are remembered, and the characters of the longest that is. */
const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 200;

/**
 * Checks bodies and queries against their DTO and answers 400 with one error for each field. What a
 * query comes to depends on its text alone, and most clients ask for the same pages: good ones are
 * remembered, since to check one takes longer than the whole rest of a short answer.
 */
@Injectable()
export class InputPipe implements PipeTransform<unknown> {
  private readonly body = checker('field');
  private readonly query = checker('parameter');
  private readonly remembered = new Map<Function, Lru<unknown>>();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'query') return this.known(value, metadata);
    if (metadata.type !== 'body') return value;
    if (value !== undefined) requireObject(value);
    return this.checked(this.body, 'field', value, metadata);
  }

  private known(value: unknown, metadata: ArgumentMetadata): unknown {
    const of = this.queriesOf(metadata.metatype ?? Object);
    const text = JSON.stringify(value);
    return (
      of.get(text) ??
      this.remember(of, text, this.checked(this.query, 'parameter', value, metadata))
    );
  }

  private async remember(
    of: Lru<unknown>,
    text: string,
    checked: Promise<unknown>,
  ): Promise<unknown> {
    const query = frozen(await checked);
    if (text.length <= LONGEST_REMEMBERED) of.set(text, query);
    return query;
  }

  private queriesOf(type: Function): Lru<unknown> {
    const found = this.remembered.get(type) ?? new Lru<unknown>(MOST_REMEMBERED);
    this.remembered.set(type, found);
    return found;
  }

  private async checked(
    pipe: ValidationPipe,
    kind: 'field' | 'parameter',
    value: unknown,
    metadata: ArgumentMetadata,
  ): Promise<unknown> {
    const broken = [...brokenTexts(value, kind), ...inheritedNames(value, kind)];
    if (broken.length > 0) throw Problem.invalid(broken);
    return pipe.transform(value, metadata) as Promise<unknown>;
  }
}

/** Many requests share it: nobody changes it. */
function frozen(query: unknown): unknown {
  for (const value of Object.values(query as object)) Object.freeze(value);
  return Object.freeze(query);
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
