import { hash } from 'node:crypto';

/** RFC 9110, section 8.8.3: `etagc`. */
const OPAQUE = String.raw`"([\x21\x23-\x7e\x80-\xff]*)"`;
const ONE = new RegExp(String.raw`^[ \t]*(W/)?${OPAQUE}[ \t]*(?:,|$)`);

/** What `If-Match` and `If-None-Match` say: any representation, or one of these. */
export type TagCondition = '*' | readonly { readonly opaque: string; readonly weak: boolean }[];

/** The tag of an answer that is told from others by its text alone. */
export const tagOf = (text: string): string => hash('sha1', text, 'base64url');

/**
 * Reads the value of `If-Match` or `If-None-Match`.
 *
 * @returns `undefined` for what is neither `*` nor a list of entity tags
 */
export function parseTagCondition(value: string): TagCondition | undefined {
  if (value.trim() === '*') return '*';
  const tags: { opaque: string; weak: boolean }[] = [];
  let rest = value;
  while (rest.trim() !== '') {
    if (/^[ \t]*,/.test(rest)) {
      rest = rest.replace(/^[ \t]*,/, ''); // RFC 9110, 5.6.1: empty elements count for nothing
      continue;
    }
    const match = ONE.exec(rest);
    if (match === null) return undefined;
    tags.push({ opaque: match[2]!, weak: match[1] !== undefined });
    rest = rest.slice(match[0].length);
  }
  return tags.length === 0 ? undefined : tags;
}
