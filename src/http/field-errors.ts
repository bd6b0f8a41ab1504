import { getMetadataStorage, type ValidationError } from 'class-validator';
import { readOnlyFieldsOf } from './fields/read-only.js';
import type { FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

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
  return Object.values(constraints).flatMap((text) => complaintsOf(field, text));
}

/** One error for each line of a complaint. */
export const complaintsOf = (field: string, complaint: string): FieldError[] =>
  complaint.split('\n').map((line) => {
    const element = /^(\.\d+) (.*)$/.exec(line);
    return element
      ? { field: field + element[1]!, message: element[2]! }
      : { field, message: line };
  });

function unknownField(error: ValidationError, kind: string): string {
  const target = error.target!.constructor;
  if (readOnlyFieldsOf(target).includes(error.property)) return 'is read-only';
  const known = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .map((metadata) => metadata.propertyName);
  return unknownName(error.property, kind, [...new Set(known)]);
}
