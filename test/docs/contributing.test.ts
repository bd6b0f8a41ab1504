import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'movie-api-newcomer-'));
  const parts = ['src', 'test/support', 'test/routes.table.ts', 'package.json', 'tsconfig.json'];
  for (const name of [...parts, '.dependency-cruiser.cjs'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Changes a file of the copy; what is looked for has to be there. */
function edit(path: string, before: string, after: string): void {
  const file = join(copy, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(before);
  writeFileSync(
    file,
    text.replace(before, () => after),
  );
}

/** @returns what a program of the packages complains of; nothing, where all is well */
function complaintsOf(program: string, ...parameters: string[]): string {
  const path = join(ROOT, 'node_modules', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...parameters], {
    cwd: copy,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stdout + stderr;
}

test('the endpoint of CONTRIBUTING.md, word for word, compiles and keeps to the boundaries', () => {
  const blocks = [...TEXT.matchAll(/\n`((?:src|test)\/[\w./-]+\.ts)`\n\n```ts\n(.*?)```/gs)];
  expect(blocks.map(([, path]) => path)).toEqual([
    'src/movies/dto/cast.dto.ts',
    'src/movies/cast.queries.ts',
    'src/movies/cast.service.ts',
    'src/movies/cast.controller.ts',
    'test/e2e/cast.test.ts',
  ]);
  cpSync(join(ROOT, 'test/e2e/cli.test.ts'), join(copy, 'test/e2e/cast.test.ts')); // makes the folder
  for (const [, path, code] of blocks) writeFileSync(join(copy, path!), code!);
  const module = 'src/movies/movies.module.ts';
  edit(
    module,
    '@Module',
    "import { CastController } from './cast.controller.js';\nimport { CastService } from './cast.service.js';\n\n@Module",
  );
  edit(module, 'controllers: [', 'controllers: [CastController, ');
  edit(module, 'providers: [', 'providers: [CastService, ');
  const row = /```ts\n( {2}\{ method: .*?\n)```/.exec(TEXT)![1]!;
  edit('test/routes.table.ts', '  { method:', `${row}  { method:`);
  expect(complaintsOf('typescript-native/bin/tsc', '-p', '.')).toBe('');
  expect(
    complaintsOf(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'src',
      '--config',
      '.dependency-cruiser.cjs',
    ),
  ).toBe('');
});
