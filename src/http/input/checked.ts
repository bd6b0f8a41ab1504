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

/** How a field is cleaned, checked and documented. */
export interface Check {
  /** Brings a text into its form; `max` is the most code points that it may have then. */
  readonly text?: (value: string, max: number) => string;
  /** Brings what was sent into the form that is checked and stored. Texts are in their form already. */
  readonly clean?: (value: unknown) => unknown;
  /** @returns what is wrong, as in "`field` …", or `undefined` */
  readonly complaint: (value: unknown) => string | undefined;
  readonly schema: ApiPropertyOptions & { readonly maxLength?: number };
}

/** Code points of a text for which its field has no limit of its own, such as a date, or a cursor. */
const LONGEST = { text: 255, other: 16_384 };

/** A field of an input class: how it is cleaned and checked. */
export interface FieldRule {
  readonly name: string;
  readonly optional: boolean;
  readonly nullable: boolean;
  /** Its form in OpenAPI. */
  readonly schema: ApiPropertyOptions;
  readonly clean: (value: unknown) => unknown;
  /** @returns what is wrong with a cleaned value, or `undefined` */
  readonly complaint: (value: unknown) => string | undefined;
}

const RULES = Symbol('field rules');

/** The fields of an input class in their order, those that it inherits first. */
export function fieldRulesOf(type: Function): readonly FieldRule[] {
  const parent = Object.getPrototypeOf(type) as unknown;
  const inherited = typeof parent === 'function' ? fieldRulesOf(parent) : [];
  const own = declaredIn(type);
  return [...inherited.filter(({ name }) => !own.some((rule) => rule.name === name)), ...own];
}

const declaredIn = (type: Function): readonly FieldRule[] =>
  (Reflect.getOwnMetadata(RULES, type) as FieldRule[] | undefined) ?? [];

const kept =
  (rule: Omit<FieldRule, 'name'>): PropertyDecorator =>
  (prototype, name) => {
    const rules = [...declaredIn(prototype.constructor), { ...rule, name: String(name) }];
    Reflect.defineMetadata(RULES, rules, prototype.constructor);
  };

/** The name of the check in a validation error. */
export const CHECK = 'check';

/**
 * One decorator for a field's form, its check and its documentation, so that the three cannot
 * disagree. A text that is too long is refused before `clean` and `complaint` see it.
 */
export function Field(options: FieldOptions, check: Check): PropertyDecorator {
  const { schema } = check;
  const max = schema.maxLength ?? (check.text ? LONGEST.text : LONGEST.other);
  const tooLong = schema.maxLength ? `must have at most ${max} characters` : 'is too long';
  const isTooLong = (value: unknown): boolean =>
    typeof value === 'string' && isLongerThan(value, max);
  const clean = (value: unknown): unknown => {
    const given = typeof value === 'string' && check.text ? check.text(value, max) : value;
    return check.clean && !isTooLong(given) ? check.clean(given) : given;
  };
  const optional = options.optional === true || options.nullable === true;
  const documented = {
    ...schema,
    description: options.description,
    ...(options.example === undefined ? {} : { example: options.example }),
    ...(options.nullable ? { nullable: true } : {}),
    required: !optional,
  } as ApiPropertyOptions;
  const complaintAbout = (value: unknown): string | undefined => {
    if (value === undefined) return 'is required';
    return isTooLong(value) ? tooLong : check.complaint(value);
  };
  return applyDecorators(
    kept({
      optional,
      nullable: options.nullable === true,
      schema,
      clean,
      complaint: complaintAbout,
    }),
    ApiProperty(documented),
    Transform(({ value }) => clean(value)),
    ...(options.nullable ? [IsOptional()] : []),
    ...(options.optional && !options.nullable
      ? [ValidateIf((_, value) => value !== undefined)]
      : []),
    ValidateBy({
      name: CHECK,
      validator: {
        validate: (value) => complaintAbout(value) === undefined,
        defaultMessage: (context) => complaintAbout(context?.value) ?? '',
      },
    }),
  );
}
