import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { Type } from '@nestjs/common';
import { readOnlyFieldsOf } from './fields/read-only.js';
import { brokenTexts } from './fields/text.js';
import type { FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

/**
 * Checks an input that did not come by HTTP as a body would be.
 *
 * @returns the cleaned input, or what is wrong with it
 */
export function checkInput<T extends object>(
  type: Type<T>,
  input: Record<string, unknown>,
): { value: T; errors: FieldError[] } {
  const broken = [...brokenTexts(input)];
  const value = plainToInstance(type, input);
  if (broken.length > 0) return { value, errors: broken };
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  return { value, errors: errors.flatMap((error) => fieldErrors(error, 'field')) };
}

/**
 * What class-validator found, as the errors of a problem.
 *
 * @param kind "field" or "parameter"
 */
export function fieldErrors(error: ValidationError, kind: string): FieldError[] {
  const field = error.property;
  const constraints = error.constraints ?? {};
  if (constraints['whitelistValidation'] !== undefined) {
    return [{ field, message: unknownField(error, kind) }];
  }
  // A list's complaints come one a line, each with the index of its element (see TextListField).
  return Object.values(constraints).flatMap((text) =>
    text.split('\n').map((line) => {
      const element = /^(\.\d+) (.*)$/.exec(line);
      return element
        ? { field: field + element[1]!, message: element[2]! }
        : { field, message: line };
    }),
  );
}

function unknownField(error: ValidationError, kind: string): string {
  const target = error.target!.constructor;
  if (readOnlyFieldsOf(target).includes(error.property)) return 'is read-only';
  const known = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .map((metadata) => metadata.propertyName);
  return unknownName(error.property, kind, [...new Set(known)]);
}
