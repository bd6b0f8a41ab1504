import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'movie-api-folders-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('makes all that is missing, also twice at once, and leaves what is there', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep, 0o700), makeFolder(deep, 0o700)]);
  await makeFolder(deep);
  for (const path of [deep, join(folder, 'a')]) expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('ends with what the system says, also where it makes no folder', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const cases = [
    [file, 'EEXIST'],
    [join(file, 'below'), 'ENOTDIR'],
  ];
  if (process.platform === 'linux') cases.push(['/proc/nowhere/below', 'ENOENT']);
  for (const [path, code] of cases) await expect(makeFolder(path!)).rejects.toThrow(code);
});
