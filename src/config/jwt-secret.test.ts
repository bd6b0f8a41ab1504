import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './environment.js';
import { jwtSecret } from './jwt-secret.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'movie-api-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secretIn = (name: string): Promise<string> =>
  jwtSecret(readConfig({ DATA_DIR: join(folder, name) }));

test('is made once, also by two that start at once', async () => {
  const [one, other] = await Promise.all([secretIn('new'), secretIn('new')]);
  expect(one).toBe(other);
  expect(one).toHaveLength(64);
  expect(readFileSync(join(folder, 'new', 'jwt-secret'), 'utf8')).toBe(one);
});

test('that cannot be read or written is told in a line', async () => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'odd', 'jwt-secret'), { recursive: true });
  await expect(secretIn('file')).rejects.toThrow(/^DATA_DIR cannot be used: ENOTDIR[^\n]*$/);
  await expect(secretIn('odd')).rejects.toThrow(/^DATA_DIR cannot be used: EISDIR[^\n]*$/);
});
