import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20_000;

/**
 * Waits for the mail that names a film.
 *
 * @param {string} folder of the `.eml` files
 * @param {string} title
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ file: string, to: string, subject: string, text: string } | undefined>}
 */
export async function mailAbout(folder, title, signal) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const file of names.filter((name) => name.endsWith('.eml'))) {
      const mail = parsed(readFileSync(join(folder, file), 'utf8'));
      if (mail.subject.includes(title)) return { file, ...mail };
    }
    await sleep(50, undefined, { signal });
  }
  return undefined;
}

/** Reads what the API's own mails are made of: RFC 2047 words, quoted-printable, a text part. */
function parsed(source) {
  const all = source.replaceAll('\r\n', '\n');
  const [, boundary] = /boundary="([^"]+)"/.exec(all) ?? [];
  const [head = '', ...parts] = boundary === undefined ? [all] : all.split(`--${boundary}`);
  const text = parts.find((part) => /^Content-Type: text\/plain/m.test(part)) ?? '';
  const header = (name) => {
    const [, value = ''] = new RegExp(`^${name}: (.*(?:\n .*)*)`, 'm').exec(head) ?? [];
    return value.replaceAll(/\n /g, ' ');
  };
  return {
    to: header('To'),
    subject: header('Subject')
      .replaceAll('?= =?', '?==?')
      .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, word) => unquoted(word.replaceAll('_', ' '))),
    text: unquoted(text.slice(text.indexOf('\n\n'))).trim(),
  };
}

/** RFC 2045, 6.7 */
function unquoted(text) {
  const bytes = text
    .replaceAll('=\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
