import { domainToASCII } from 'node:url';
import { IsEmail } from 'class-validator';
import { Field, Satisfies, type FieldOptions } from './field.js';
import { cleanText, hasHidden } from './text.js';

/** Signs that a URI must have percent-encoded (RFC 3986). */
const TO_ENCODE = /[^\x21-\x7e]|["<>\\^`{|}]/;

/**
 * An absolute http or https address of at most 2,048 characters. One with letters that a URI does
 * not have (`Amélie.jpg`) is encoded; any other stays as it came.
 */
export const WebAddressField = (options: FieldOptions): PropertyDecorator =>
  Field(
    options,
    {
      text: cleanText,
      clean: (value) => (isWebAddress(value) && TO_ENCODE.test(value) ? encoded(value) : value),
      schema: { type: 'string', format: 'uri', maxLength: 2048 },
    },
    Satisfies(isWebAddress, 'must be an http or https address'),
  );

/** `URL` leaves some signs as they are that a URI does not have. */
const encoded = (text: string): string =>
  new URL(text).href.replace(/["<>\\^`{|}]/g, encodeURIComponent);

/**
 * `URL` forgives blanks, missing slashes and wrong percent-encoding; this does not. `IsUrl` takes
 * no letters that are yet to be encoded.
 */
function isWebAddress(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^https?:\/\/[^/]/i.test(value) &&
    !/[\s\p{Cc}]/u.test(value) &&
    !/%(?![0-9a-f]{2})/i.test(value) &&
    URL.canParse(value)
  );
}

/** An address that mail can be sent to; its domain in ASCII, since a domain has two spellings. */
export const EmailField = (options: FieldOptions): PropertyDecorator => {
  const message = 'must be an e-mail address';
  return Field(
    options,
    { text: emailForm, schema: { type: 'string', format: 'email', maxLength: 254 } },
    IsEmail({ allow_utf8_local_part: false }, { message }),
    // Quotes make another spelling of the same mailbox, which nobody has needed.
    Satisfies((address: string) => !address.startsWith('"') && !hasHidden(address), message),
  );
};

/** What a domain has beyond letters of other scripts: that and nothing else is brought into ASCII. */
const DOMAIN = /^[^\s\p{Cc}\0-,/:-@[-`{-\x7f]+$/u;

/**
 * An e-mail address trimmed, with its domain in ASCII (IDNA) and in lower case: `a@Bücher.example` is
 * `a@xn--bcher-kva.example`. One with something hidden in it stays as it is, which is no address.
 */
export function emailForm(text: string, max: number): string {
  if (hasHidden(text)) return text;
  const clean = cleanText(text, max);
  const at = clean.lastIndexOf('@') + 1;
  const domain = clean.slice(at);
  if (at === 0 || !DOMAIN.test(domain)) return clean;
  return clean.slice(0, at) + (domainToASCII(domain) || domain);
}
