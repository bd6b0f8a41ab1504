import { Field, type FieldOptions } from './checked.js';
import { cleanText, codePoints, composed, hasHidden, isLongerThan } from './text.js';

/** A blank text counts as `null` where the field is nullable. */
export const orNull =
  ({ nullable }: FieldOptions) =>
  (text: unknown): unknown =>
    text === '' && nullable ? null : text;

interface TextOptions extends FieldOptions {
  /** Code points. */
  readonly max: number;
}

/** Text, trimmed and NFC. A blank one counts as `null` where the field is nullable. */
export const TextField = ({ max, ...options }: TextOptions): PropertyDecorator =>
  Field(options, {
    text: cleanText,
    clean: orNull(options),
    complaint: (value) => {
      if (typeof value !== 'string') return 'must be a text';
      return value === '' ? 'must not be blank' : undefined;
    },
    schema: { type: 'string', minLength: 1, maxLength: max },
  });

interface PatternOptions extends FieldOptions {
  readonly pattern: RegExp;
  /** What the pattern says, as in "`field` must be …". */
  readonly mustBe: string;
}

/** Text of a fixed form, in which nothing is hidden. */
export const PatternField = ({ pattern, mustBe, ...options }: PatternOptions): PropertyDecorator =>
  Field(options, {
    text: (text, max) => (hasHidden(text) ? text : cleanText(text, max)),
    clean: orNull(options),
    complaint: (value) =>
      typeof value === 'string' && pattern.test(value) ? undefined : `must be ${mustBe}`,
    schema: { type: 'string', pattern: pattern.source },
  });

interface IntegerOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
}

/** A JSON number without a fraction. */
export const IntegerField = ({ min, max, ...options }: IntegerOptions): PropertyDecorator =>
  Field(options, {
    complaint: (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? undefined
        : `must be an integer from ${min} to ${max}`,
    schema: { type: 'integer', minimum: min, maximum: max },
  });

/** The id of something else. Whether that exists is for the database to say. */
export const ReferenceField = (options: FieldOptions): PropertyDecorator =>
  Field(options, {
    complaint: (value) =>
      Number.isSafeInteger(value) && (value as number) > 0
        ? undefined
        : 'must be an id, a positive integer',
    schema: { type: 'integer', minimum: 1 },
  });

interface TextListOptions extends FieldOptions {
  readonly maxItems: number;
  /** Code points of each. */
  readonly max: number;
  /** What an element may not contain. */
  readonly forbidden?: RegExp;
}

/** A list of names; `null` counts as the empty list. Complaints name the element: `cast.3`. */
export const TextListField = ({
  maxItems,
  max,
  forbidden,
  ...options
}: TextListOptions): PropertyDecorator => {
  const element = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return 'must be a text';
    if (value === '') return 'must not be blank';
    if (isLongerThan(value, max)) return `must have at most ${max} characters`;
    return forbidden?.test(value) ? `must not contain ${forbidden.source}` : undefined;
  };
  return Field(options, {
    clean: (value) => {
      if (!Array.isArray(value) || value.length > maxItems) return value === null ? [] : value;
      return value.map((item: unknown) => (typeof item === 'string' ? cleanText(item, max) : item));
    },
    complaint: (value) => {
      if (!Array.isArray(value)) return 'must be a list of texts';
      if (value.length > maxItems) return `must have at most ${maxItems} elements`;
      const complaints = value.flatMap((item: unknown, index) => {
        const complaint = element(item);
        return complaint === undefined ? [] : [`.${index} ${complaint}`];
      });
      return complaints.length === 0 ? undefined : complaints.join('\n');
    },
    schema: {
      type: 'array',
      maxItems,
      items: {
        type: 'string',
        minLength: 1,
        maxLength: max,
        ...(forbidden ? { not: { pattern: forbidden.source } } : {}),
      },
    },
  });
};

/** A day of the calendar that exists, as `2026-11-22`. */
export const DateField = ({ min, max, ...options }: IntegerOptions): PropertyDecorator =>
  Field(options, {
    text: cleanText,
    clean: orNull(options),
    complaint: (value) => {
      const mustBe = `must be a date such as 1999-03-31, of the years ${min} to ${max}`;
      if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return mustBe;
      const date = new Date(`${value}T00:00:00Z`);
      if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) return mustBe;
      const year = Number(value.slice(0, 4));
      return year >= min && year <= max ? undefined : mustBe;
    },
    schema: { type: 'string', format: 'date' },
  });

interface PasswordOptions extends TextOptions {
  /** Code points. */
  readonly min?: number;
}

/** A password: NFC, not trimmed, since a space may be part of it. */
export const PasswordField = ({ min = 1, max, ...options }: PasswordOptions): PropertyDecorator =>
  Field(options, {
    text: composed,
    complaint: (value) => {
      if (typeof value !== 'string') return 'must be a text';
      return codePoints(value) < min ? `must have at least ${min} characters` : undefined;
    },
    schema: { type: 'string', format: 'password', minLength: min, maxLength: max },
  });
