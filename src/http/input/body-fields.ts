import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Field, Satisfies, type FieldOptions } from './field.js';
import { cleanText, codePoints, composed, hasHidden, isLongerThan } from './text.js';

const IsText = IsString({ message: 'must be a text' });

/** `max` counts code points. */
type TextOptions = FieldOptions & { max: number };

/** Text, trimmed and NFC. A blank one counts as `null` where the field is nullable. */
export const TextField = (options: TextOptions): PropertyDecorator =>
  Field(
    options,
    { text: cleanText, schema: { type: 'string', minLength: 1, maxLength: options.max } },
    IsText,
    IsNotEmpty({ message: 'must not be blank' }),
  );

/** `mustBe` says what the pattern says, as in "`field` must be …". */
type PatternOptions = FieldOptions & { pattern: RegExp; mustBe: string };

/** Text of a fixed form, in which nothing is hidden. */
export const PatternField = ({ pattern, mustBe, ...options }: PatternOptions): PropertyDecorator =>
  Field(
    options,
    {
      text: (text, max) => (hasHidden(text) ? text : cleanText(text, max)),
      schema: { type: 'string', pattern: pattern.source },
    },
    Matches(pattern, { message: `must be ${mustBe}` }),
  );

type RangeOptions = FieldOptions & { min: number; max: number };

/** A JSON number without a fraction. */
export const IntegerField = ({ min, max, ...options }: RangeOptions): PropertyDecorator => {
  const message = `must be an integer from ${min} to ${max}`;
  return Field(
    options,
    { schema: { type: 'integer', minimum: min, maximum: max } },
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
};

/** The id of something else. Whether that exists is for the database to say. */
export const ReferenceField = (options: FieldOptions): PropertyDecorator =>
  Field(
    options,
    { schema: { type: 'integer', minimum: 1 } },
    Satisfies(
      (id) => Number.isSafeInteger(id) && (id as number) > 0,
      'must be an id, a positive integer',
    ),
  );

/** Of an element: `max` counts its code points, `forbidden` is what it may not contain. */
type TextListOptions = TextOptions & { maxItems: number; forbidden?: RegExp };

/** A list of names; `null` counts as the empty list. Complaints name the element: `cast.3`. */
export const TextListField = (options: TextListOptions): PropertyDecorator => {
  const { maxItems, max, forbidden } = options;
  const complaint = (element: unknown): string | undefined => {
    if (typeof element !== 'string') return 'must be a text';
    if (element === '') return 'must not be blank';
    if (isLongerThan(element, max)) return `must have at most ${max} characters`;
    return forbidden?.test(element) ? `must not contain ${forbidden.source}` : undefined;
  };
  // One a line: class-validator has one message for all elements.
  const complaints = (list: unknown[]): string =>
    list
      .flatMap((element, index) => {
        const message = complaint(element);
        return message === undefined ? [] : `.${index} ${message}`;
      })
      .join('\n');
  const not = forbidden && { not: { pattern: forbidden.source } };
  const items = { type: 'string', minLength: 1, maxLength: max, ...not } as const;
  return Field(
    options,
    {
      clean: (value) => {
        if (!Array.isArray(value) || value.length > maxItems) return value === null ? [] : value;
        return value.map((item: unknown) =>
          typeof item === 'string' ? cleanText(item, max) : item,
        );
      },
      schema: { type: 'array', maxItems, items },
    },
    IsArray({ message: 'must be a list of texts' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} elements` }),
    Satisfies((list: unknown[]) => complaints(list) === '', complaints),
  );
};

/** A day of the calendar that exists, as `2026-11-22`. */
export const DateField = ({ min, max, ...options }: RangeOptions): PropertyDecorator => {
  const message = `must be a date such as 1999-03-31, of the years ${min} to ${max}`;
  return Field(
    options,
    { text: cleanText, schema: { type: 'string', format: 'date' } },
    Matches(/^\d{4}-\d{2}-\d{2}$/, { message }),
    IsISO8601({ strict: true }, { message }),
    Satisfies((date: string) => date >= `${min}-01-01` && date <= `${max}-12-31`, message),
  );
};

/** A password: NFC, not trimmed, since a space may be part of it. */
export const PasswordField = (options: TextOptions & { min?: number }): PropertyDecorator => {
  const { min = 1, max } = options;
  return Field(
    options,
    {
      text: composed,
      schema: { type: 'string', format: 'password', minLength: min, maxLength: max },
    },
    IsText,
    Satisfies((text: string) => codePoints(text) >= min, `must have at least ${min} characters`),
  );
};
