import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export const readPage = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The tests that a text names, as `test/likes/likes.test.ts`: "what it says". */
export const testsNamedIn = (text: string): [file: string, name: string][] =>
  Array.from(
    text.matchAll(/`((?:test|src)\/[^`]+\.(?:test|fault|cases)\.ts)`:\s+"((?:[^"\\]|\\.)+)"/g),
    ([, file, name]) => [file!, name!.replaceAll('\\"', '"').replaceAll(/\s+/g, ' ')],
  );

/**
 * Whether a file has a test, or a group of them, of this very name. In a file of cases the name is
 * that of a table.
 */
export function hasTest(file: string, name: string): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const text = readPage(file);
  const exact = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (file.endsWith('.cases.ts')) return new RegExp(`^const ${exact}\\b`, 'm').test(text);
  return new RegExp(`\\(\\s*(['"\`])${exact}\\1,`).test(text);
}
