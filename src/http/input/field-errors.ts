import type { ValidationError } from 'class-validator';
import type { FieldError } from '../problems/problem.js';

/** What class-validator found, as the errors of a problem. */
export const fieldErrors = ({ property, constraints }: ValidationError): FieldError[] =>
  // A list's complaints come one a line, each with the index of its element (see TextListField).
  Object.values(constraints ?? {}).flatMap((text) => complaintsOf(property, text));

/** One error for each line of a complaint. */
export const complaintsOf = (field: string, complaint: string): FieldError[] =>
  complaint.split('\n').map((line) => {
    const element = /^(\.\d+) (.*)$/.exec(line);
    return element
      ? { field: field + element[1]!, message: element[2]! }
      : { field, message: line };
  });
