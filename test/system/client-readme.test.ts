import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import { startTestApp } from '../support/test-app.js';

const root = join(import.meta.dirname, '..', '..');

/**
 * The examples of the client's README are one program, and the comments behind `console.log` what it
 * prints, with `|` between what several rounds of a loop do. `npm run client:check` compiles them
 * against the package as it is installed.
 */
test('the examples of its README print what they say', async () => {
  const readme = readFileSync(join(root, 'packages/client/README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(examples.length).toBeGreaterThanOrEqual(5);
  const program = examples.join('\n');
  const expected = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].flatMap(([, said]) =>
    said!.split(' | '),
  );
  const t = await startTestApp();
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-readme-'));
  try {
    copyFileSync(join(root, 'web/client.js'), join(folder, 'client.mjs'));
    const { code } = transformSync(program, {
      swcrc: false,
      configFile: false,
      filename: 'examples.ts',
      module: { type: 'es6' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    });
    const local = code
      .replace("'movie-api-client'", "'./client.mjs'")
      .replaceAll('http://127.0.0.1:8000', t.api.origin);
    writeFileSync(join(folder, 'examples.mjs'), local);
    const { stdout } = await promisify(execFile)(process.execPath, ['examples.mjs'], {
      cwd: folder,
    });
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await t.close();
  }
});
