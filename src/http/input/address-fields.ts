import { isEmail } from 'class-validator';
import { orNull } from './body-fields.js';
import { Field, type FieldOptions } from './checked.js';
import { emailForm } from './email-form.js';
import { cleanText, hasHidden } from './text.js';

/** Signs that a URI must have percent-encoded (RFC 3986). */
const TO_ENCODE = /[^\x21-\x7e]|["<>\\^`{|}]/;

/**
 * An absolute http or https address of at most 2,048 characters. One with letters that a URI does
 * not have (`Amélie.jpg`) is encoded; any other stays as it came.
 */
export const WebAddressField = (options: FieldOptions): PropertyDecorator =>
  Field(options, {
    text: cleanText,
    clean: (value) =>
      isWebAddress(value) && TO_ENCODE.test(value) ? encoded(value) : orNull(options)(value),
    complaint: (value) => (isWebAddress(value) ? undefined : 'must be an http or https address'),
    schema: { type: 'string', format: 'uri', maxLength: 2048 },
  });

/** `URL` leaves some signs as they are that a URI does not have. */
const encoded = (text: string): string =>
  new URL(text).href.replace(/["<>\\^`{|}]/g, encodeURIComponent);

/** `URL` forgives blanks, missing slashes and wrong percent-encoding; this does not. */
const isWebAddress = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^https?:\/\/[^/]/i.test(value) &&
  !/[\s\p{Cc}]/u.test(value) &&
  !/%(?![0-9a-f]{2})/i.test(value) &&
  URL.canParse(value);

/** An address that mail can be sent to; its domain in ASCII, since a domain has two spellings. */
export const EmailField = (options: FieldOptions): PropertyDecorator =>
  Field(options, {
    text: emailForm,
    complaint: (value) => (isMailAddress(value) ? undefined : 'must be an e-mail address'),
    schema: { type: 'string', format: 'email', maxLength: 254 },
  });

/** Quotes make another spelling of the same mailbox, which nobody has needed. */
const isMailAddress = (value: unknown): boolean =>
  typeof value === 'string' &&
  !value.startsWith('"') &&
  !hasHidden(value) &&
  isEmail(value, { allow_utf8_local_part: false });
