import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyChange, changesOf } from '../support/documents/changes.js';

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = [
  'docs/guarantees.md',
  'scripts/generate',
  'src',
  'web',
  'test/support',
  'test/routes.table.ts',
  '.dependency-cruiser.cjs',
  '.prettierrc.json',
  'package.json',
  'tsconfig.json',
];

const document = readFileSync(join(ROOT, 'docs/add-a-feature.md'), 'utf8');
const changes = changesOf(document);
const paths = [...new Set(changes.map(({ path }) => path))];

let copy: string;

/** The document is followed in a copy, word for word. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'movie-api-newcomer-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const change of changes) applyChange(copy, change);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** @returns what a program complains of; nothing, where all is well */
function complaintsOf(program: string, ...parameters: string[]): string {
  const path = join(ROOT, program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...parameters], {
    cwd: copy,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stdout + stderr;
}

test('every block is one that is followed, and a feature of this size takes twelve files', () => {
  const blocks = document.match(/^```(?!sh)\w/gm);
  expect(changes).toHaveLength(blocks!.length);
  expect(paths).toHaveLength(12);
  expect(changes.filter(({ after }) => after === undefined)).toHaveLength(8);
});

test('what it makes, word for word, is formatted, and its types are right', () => {
  expect(
    complaintsOf(
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      ...paths.filter((path) => !path.endsWith('.sql')),
    ),
  ).toBe('');
  const typed = paths.filter((path) => path.endsWith('.ts'));
  expect(complaintsOf('test/support/documents/check-types.mjs', ...typed)).toBe('');
});

test('it keeps to the boundaries', () => {
  expect(
    complaintsOf(
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      'src',
      'web',
      '--config',
      '.dependency-cruiser.cjs',
    ),
  ).toBe('');
});
