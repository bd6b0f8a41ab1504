import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a span of time such as `15m`, `12h` or `7d`.
 *
 * @returns whole seconds, or `undefined` when the text is not a positive span
 */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,6})([smhdw])$/.exec(text);
  return match ? Number(match[1]) * SECONDS[match[2]!]! : undefined;
}

const NAMED_PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** What stands between commas. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** An address, a network, or a name that Fastify knows networks by. */
export const isProxyRange = (text: string): boolean =>
  NAMED_PROXY_RANGES.includes(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** An address of one of these protocols. */
export const url = (protocols: readonly string[], complaint: string): z.ZodString =>
  z.string().refine((text) => hasProtocol(text, protocols), complaint);

const hasProtocol = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === '/') end -= 1;
  return text.slice(0, end);
}

/** The start of links: an http or https address that a path can follow, without a slash at its end. */
export const baseUrl = z
  .string()
  .refine((text) => {
    if (!hasProtocol(text, ['http:', 'https:'])) return false;
    const { username, password } = new URL(text);
    return username + password === '' && !/[?#]/.test(text);
  }, 'must be an http or https address, without a name, query or fragment')
  .transform((text) => withoutEndSlashes(new URL(text).href));

/** What can stand behind `Authorization: Bearer`. */
export const bearerToken = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be ASCII characters without blanks');

/** Servers of one database: `host1:5432,host2:5432` in the place of one. One address for each. */
export const eachHost = (text: string): string[] => {
  const [, before, hosts, behind] =
    /^([^:/?#]+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s.exec(text) ?? [];
  return hosts === undefined ? [text] : hosts.split(',').map((host) => `${before}${host}${behind}`);
};

const POSTGRES = ['postgres:', 'postgresql:'];
const POSTGRES_FORM = 'must look like postgres://user:password@host:5432/database';

/** Addresses of PostgreSQL servers: several hosts in one, all with its other parts. */
export const postgresHosts = z
  .string()
  .transform(eachHost)
  .refine((urls) => urls.every((text) => hasProtocol(text, POSTGRES)), POSTGRES_FORM);

/** Addresses of PostgreSQL servers, separated by commas. */
export const postgresUrls = z
  .string()
  .transform(list)
  .refine(
    (urls) => urls.every((text) => hasProtocol(text, POSTGRES)),
    `${POSTGRES_FORM}, several separated by commas`,
  );

/** What nodemailer can read: it decodes the parts of an address only when it connects. */
export const smtpUrl = z.string().refine((text) => {
  if (!hasProtocol(text, ['smtp:', 'smtps:'])) return false;
  const { hostname, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false; // URIError: a % that starts no escape
  }
  return hostname !== '';
}, 'must look like smtp://host:587 or smtps://user:password@host');

/** One address, with or without a name before it, and nothing that could end a header line. */
const MAILBOX = /^(?:[^<>@\r\n]*<[^\s<>@,;:]+@[^\s<>@,;:]+>|[^\s<>@,;:]+@[^\s<>@,;:]+)$/;
export const mailbox = z
  .string()
  .regex(MAILBOX, 'must be an address such as movies@example.org or "Movies <movies@example.org>"');

/** A switch. */
export const onOff = z
  .enum(['on', 'off'], 'must be on or off')
  .transform((value) => value === 'on');

/** A whole number within limits. */
export const integer = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be an integer from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be an integer from ${min} to ${max}`);

/** A span of time, in seconds; `max` is written as the variable is. */
export const duration = (max: string): z.ZodType<number, string> =>
  z
    .string()
    .transform((text) => parseDuration(text) ?? Number.NaN)
    .refine(
      (seconds) => seconds <= parseDuration(max)!,
      `must be a span such as 15m, 12h or 7d, at most ${max}`,
    );

/** An origin as browsers send it. */
export const isOrigin = (text: string): boolean =>
  hasProtocol(text, ['http:', 'https:']) && new URL(text).origin === text;
