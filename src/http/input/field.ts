import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import { isLongerThan } from './text.js';

/** What every field decorator takes. */
export interface FieldOptions {
  readonly description: string;
  readonly example?: unknown;
  /** The field may be left out. */
  readonly optional?: boolean;
  /** `null` stands for "none", and so does leaving the field out. */
  readonly nullable?: boolean;
}

/** How a field is brought into the form that is checked and stored, and what OpenAPI says of it. */
export interface FieldForm {
  /**
   * Cleans a text, which may be of any length; `max` is the most code points that it may have then.
   * An empty one counts as `null` where the field is nullable.
   */
  readonly text?: (value: string, max: number) => string;
  /** Cleans any value; a text that is too long does not come here. */
  readonly clean?: (value: unknown) => unknown;
  readonly schema: ApiPropertyOptions & { readonly maxLength?: number };
}

/** Code points of a text for which its field has no limit of its own, such as a date, or a cursor. */
const LONGEST = { text: 255, other: 16_384 };

/**
 * One decorator for a field's form, its constraints and its documentation. Of the constraints the
 * first that fails is told and the later ones do not run: a text is refused for its length before
 * any of them reads it.
 *
 * @param constraints class-validator's decorators, with messages that read on after the field's name
 */
export function Field(
  options: FieldOptions,
  { text, clean = (value) => value, schema }: FieldForm,
  ...constraints: PropertyDecorator[]
): PropertyDecorator {
  const max = schema.maxLength ?? (text ? LONGEST.text : LONGEST.other);
  const isTooLong = (value: unknown): boolean =>
    typeof value === 'string' && isLongerThan(value, max);
  const cleaned = (value: unknown): unknown => {
    const given = typeof value === 'string' && text ? text(value, max) : value;
    if (given === '' && text && options.nullable) return null;
    return isTooLong(given) ? given : clean(given);
  };
  const tooLong = schema.maxLength ? `must have at most ${max} characters` : 'is too long';
  return applyDecorators(
    ApiProperty({
      ...schema,
      description: options.description,
      ...(options.example === undefined ? {} : { example: options.example }),
      ...(options.nullable ? { nullable: true } : {}),
      required: !options.optional && !options.nullable,
    } as ApiPropertyOptions),
    Transform(({ value }) => cleaned(value)),
    presence(options),
    Satisfies((value) => !isTooLong(value), tooLong),
    ...constraints,
  );
}

function presence({ optional, nullable }: FieldOptions): PropertyDecorator {
  if (nullable) return IsOptional();
  const isGiven = (value: unknown): boolean => value !== undefined;
  // `IsDefined` would say of `null`, too, that it is missing.
  return optional ? ValidateIf((_, value) => isGiven(value)) : Satisfies(isGiven, 'is required');
}

/** A constraint that class-validator does not have. */
export const Satisfies = <T>(
  test: (value: T) => boolean,
  message: string | ((value: T) => string),
): PropertyDecorator =>
  ValidateBy(
    { name: 'satisfies', validator: { validate: test } },
    { message: typeof message === 'string' ? message : ({ value }) => message(value as T) },
  );

const READ_ONLY = Symbol('read-only fields');

/** Fields of the answer that a body may not set: the error says that rather than "unknown". */
export const ReadOnlyFields =
  (...names: string[]): ClassDecorator =>
  (target) => {
    Reflect.defineMetadata(READ_ONLY, names, target);
  };

export const readOnlyFieldsOf = (target: Function): readonly string[] =>
  (Reflect.getMetadata(READ_ONLY, target) as string[] | undefined) ?? [];
