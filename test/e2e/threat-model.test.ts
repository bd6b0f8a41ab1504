import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const page = read('docs/threat-model.md');
const rows = page.split('\n').filter((line) => /^\| API\d/.test(line));

test('has each of the ten risks once', () => {
  const numbers = rows.map((row) => Number(/^\| API(\d+) /.exec(row)![1]));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

const named = (text: string): [file: string, name: string][] =>
  Array.from(text.matchAll(/`((?:test|src)\/[^`]+\.test\.ts)`:\s+"([^"]+)"/g), (match) => [
    match[1]!,
    match[2]!,
  ]);

test.each(rows.map((row) => [/^\| (API\d+)/.exec(row)![1]!, row]))('%s names a test', (_, row) => {
  expect(named(row).length).toBeGreaterThan(0);
});

test.each(named(page))('%s has "%s"', (file, name) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(read(file)).toMatch(
    new RegExp(`\\b(?:test|describe)(?:\\.each)?[^'"]*['"]?[^]*?['"]${escaped(name)}['"]`),
  );
});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
