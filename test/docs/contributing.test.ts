import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyChange, changesOf, type Change } from '../support/documents/changes.js';

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = [
  'docs/guarantees.md',
  'scripts/generate',
  'src',
  'test/support',
  'test/routes.table.ts',
  '.dependency-cruiser.cjs',
  '.prettierrc.json',
  'package.json',
  'tsconfig.json',
];

let copy: string;
let endpoint: Change[];
let feature: Change[];
let paths: string[];

/** Both documents are followed in one copy: what a newcomer has who does one after the other. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'movie-api-newcomer-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const [contributing, addAFeature] = ['CONTRIBUTING.md', 'docs/add-a-feature.md'].map((name) =>
    changesOf(readFileSync(join(ROOT, name), 'utf8')),
  );
  [endpoint, feature] = [contributing!, addAFeature!];
  for (const change of [...endpoint, ...feature]) applyChange(copy, change);
  paths = [...new Set([...endpoint, ...feature].map(({ path }) => path))];
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

const newFiles = (changes: readonly Change[]): string[] =>
  changes.filter(({ after }) => after === undefined).map(({ path }) => path);

test('every block of both documents is one that is followed', () => {
  expect(newFiles(endpoint)).toEqual([
    'src/movies/dto/cast.dto.ts',
    'src/movies/cast.queries.ts',
    'src/movies/cast.service.ts',
    'src/movies/cast.controller.ts',
    'test/e2e/cast.test.ts',
  ]);
  expect(newFiles(feature)).toHaveLength(10);
  const blocks = readFileSync(join(ROOT, 'docs/add-a-feature.md'), 'utf8').match(/^```(?!sh)\w/gm);
  expect(feature).toHaveLength(blocks!.length);
});

test('what they make, word for word, is formatted, and its types are right', () => {
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
      '--config',
      '.dependency-cruiser.cjs',
    ),
  ).toBe('');
});
