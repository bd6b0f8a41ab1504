import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';

/** What every field decorator takes. */
export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  /** The field may be left out. */
  readonly optional?: boolean;
  /** `null` stands for "none", and so does leaving the field out. */
  readonly nullable?: boolean;
}

interface Check {
  /** Brings what was sent into the form that is checked and stored. */
  readonly clean?: (value: unknown) => unknown;
  /** @returns what is wrong, as in "`field` …", or `undefined` */
  readonly complaint: (value: unknown) => string | undefined;
  readonly schema: ApiPropertyOptions;
}

/** The name of the check in a validation error. */
export const CHECK = 'check';

/**
 * One decorator for a field's form, its check and its documentation, so that the three cannot
 * disagree.
 */
export function Field(options: FieldOptions, check: Check): PropertyDecorator {
  const { clean, complaint, schema } = check;
  const optional = options.optional === true || options.nullable === true;
  const documented = {
    ...schema,
    description: options.description,
    ...(options.example === undefined ? {} : { example: options.example }),
    ...(options.nullable ? { nullable: true } : {}),
    required: !optional,
  } as ApiPropertyOptions;
  return applyDecorators(
    ApiProperty(documented),
    ...(clean ? [Transform(({ value }) => clean(value))] : []),
    ...(options.nullable ? [IsOptional()] : []),
    ...(options.optional && !options.nullable
      ? [ValidateIf((_, value) => value !== undefined)]
      : []),
    ValidateBy({
      name: CHECK,
      validator: {
        validate: (value) => complain(value, complaint) === undefined,
        defaultMessage: (context) => complain(context?.value, complaint) ?? '',
      },
    }),
  );
}

const complain = (value: unknown, complaint: Check['complaint']): string | undefined =>
  value === undefined ? 'is required' : complaint(value);
