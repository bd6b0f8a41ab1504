import { isEmail } from 'class-validator';
import { Field, type FieldOptions } from './checked.js';
import { cleanText, codePoints } from './text.js';

const within = (text: string, min: number, max: number): boolean => {
  // A code point is one UTF-16 unit or two: most texts need not be counted.
  if (text.length <= max && text.length >= 2 * min) return true;
  const length = codePoints(text);
  return length >= min && length <= max;
};

interface TextOptions extends FieldOptions {
  /** Code points. */
  readonly max: number;
  readonly min?: number;
}

/** Text, trimmed and NFC. A blank one counts as `null` where the field is nullable. */
export const TextField = ({ min = 1, max, ...options }: TextOptions): PropertyDecorator =>
  Field(options, {
    clean: (value) => {
      const text = cleanText(value);
      return text === '' && options.nullable ? null : text;
    },
    complaint: (value) => {
      if (typeof value !== 'string') return 'must be a text';
      if (value === '' && min > 0) return 'must not be blank';
      if (within(value, min, max)) return undefined;
      return min > 1
        ? `must have ${min} to ${max} characters`
        : `must have at most ${max} characters`;
    },
    schema: { type: 'string', minLength: min, maxLength: max },
  });

interface PatternOptions extends FieldOptions {
  readonly pattern: RegExp;
  /** What the pattern says, as in "`field` must be …". */
  readonly mustBe: string;
  readonly lowerCase?: boolean;
}

/** Text of a fixed form. */
export const PatternField = ({
  pattern,
  mustBe,
  lowerCase,
  ...options
}: PatternOptions): PropertyDecorator =>
  Field(options, {
    clean: (value) => {
      const text = cleanText(value);
      if (text === '' && options.nullable) return null;
      return lowerCase && typeof text === 'string' ? text.toLowerCase() : text;
    },
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
    if (!within(value, 1, max)) return `must have at most ${max} characters`;
    return forbidden?.test(value) ? `must not contain ${forbidden.source}` : undefined;
  };
  return Field(options, {
    clean: (value) => (Array.isArray(value) ? value.map(cleanText) : value === null ? [] : value),
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
    clean: (value) => (cleanText(value) === '' && options.nullable ? null : cleanText(value)),
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

const WEB_ADDRESS = 'must be an http or https address of at most 2048 characters';

/** Signs that a URI must have percent-encoded (RFC 3986). */
const TO_ENCODE = /[^\x21-\x7e]|["<>\\^`{|}]/;

/**
 * An absolute http or https address of at most 2,048 characters. One with letters that a URI does
 * not have (`Amélie.jpg`) is encoded; any other stays as it came.
 */
export const WebAddressField = (options: FieldOptions): PropertyDecorator =>
  Field(options, {
    clean: (value) => {
      const text = cleanText(value);
      if (text === '' && options.nullable) return null;
      return isWebAddress(text) && TO_ENCODE.test(text) ? encoded(text) : text;
    },
    complaint: (value) => (isWebAddress(value) && within(value, 1, 2048) ? undefined : WEB_ADDRESS),
    schema: { type: 'string', format: 'uri', maxLength: 2048 },
  });

/** `URL` leaves some signs as they are that a URI does not have. */
const encoded = (text: string): string =>
  new URL(text).href.replace(/["<>\\^`{|}]/g, encodeURIComponent);

/** `URL` forgives blanks, missing slashes and wrong percent-encoding; this does not. */
const isWebAddress = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^https?:\/\/[^\s/\p{Cc}]+[^\s\p{Cc}]*$/iu.test(value) &&
  !/%(?![0-9a-f]{2})/i.test(value) &&
  URL.canParse(value);

/** An address that mail can be sent to. */
export const EmailField = (options: FieldOptions): PropertyDecorator =>
  Field(options, {
    clean: cleanText,
    complaint: (value) =>
      typeof value === 'string' && isEmail(value, { allow_utf8_local_part: false })
        ? undefined
        : 'must be an e-mail address',
    schema: { type: 'string', format: 'email', maxLength: 254 },
  });

/** A password: NFC, not trimmed, since a space may be part of it. */
export const PasswordField = ({ min = 1, max, ...options }: TextOptions): PropertyDecorator =>
  Field(options, {
    clean: (value) => (typeof value === 'string' ? value.normalize('NFC') : value),
    complaint: (value) => {
      if (typeof value !== 'string') return 'must be a text';
      return within(value, min, max) ? undefined : `must have ${min} to ${max} characters`;
    },
    schema: { type: 'string', format: 'password', minLength: min, maxLength: max },
  });
