import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { someCheckout, type Checkout } from '../support/documents/checkout.js';
import { Reader } from '../support/documents/follow.js';

const TSC = join(import.meta.dirname, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');

/** Without Python one program is left out, and the test says so; CI has it. */
const missing =
  spawnSync('python3', ['--version']).error === undefined || process.env['CI'] ? [] : ['python3'];

let checkout: Checkout;
let reader: Reader;
beforeAll(() => {
  checkout = someCheckout();
});
beforeEach(() => {
  reader = new Reader(checkout.path, missing);
});
afterEach(async () => {
  await reader.end();
  rmSync(join(checkout.path, 'data'), { recursive: true, force: true });
});
afterAll(() => checkout.remove());

test('the README leads from a clone to a program of your own', async () => {
  expect(await reader.follow('README.md')).toEqual([
    'npm ci && npm test: these are the tests',
    'npm run demo: test/system/demo.test.ts plays it',
    ...missing.map((name) => `${name} program.py: there is no ${name}`),
  ]);

  const program = readFileSync(join(folderBeside('my-program'), 'program.mjs'), 'utf8');
  const wrong = program.replace("title: ''", "titel: ''");
  const errors = typeErrors({ 'program.mts': program, 'wrong.mts': wrong });
  expect(errors).toMatch(/^wrong\.mts.* 'titel' does not exist/);
  expect(errors).not.toContain('program.mts');
  // The compiler has made program.mjs of it, which runs on every Node.
  const cwd = folderBeside('my-program');
  const { stdout } = spawnSync('node', ['program.mjs'], { cwd, encoding: 'utf8' });
  expect(stdout).toMatch(/^Alien is at .*\n[^]*title must not be blank\n$/);
});

test('the documents for a longer look do as they say', async () => {
  expect(await reader.follow('docs/mail.md', '## See one in a minute')).toEqual([]);
  expect(await reader.follow('docs/getting-started.md')).toEqual([]);
});

const folderBeside = (name: string): string => join(checkout.path, '..', name);

/** What TypeScript says to files in the program's folder. */
function typeErrors(files: Record<string, string>): string {
  const cwd = folderBeside('my-program');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const options = ['--module', 'nodenext', '--target', 'es2022']; // as README has them
  return spawnSync('node', [TSC, ...options, ...Object.keys(files)], { cwd, encoding: 'utf8' })
    .stdout;
}
