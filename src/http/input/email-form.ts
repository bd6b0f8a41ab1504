import { domainToASCII } from 'node:url';
import { cleanText, hasHidden } from './text.js';

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
