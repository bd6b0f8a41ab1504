import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const NOT_COPIED = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', '.env']);

/** The project as somebody has it who has just cloned it. */
export interface Checkout {
  readonly path: string;
  /** With what lies beside it. */
  remove(): void;
}

/**
 * Copies what git has, or would take; where there is no git, all that is not made. Instead of
 * `npm ci`, the packages of this folder are linked: the tests need no network.
 */
export function someCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-checkout-'));
  const path = join(folder, 'a-clone'); // no document may count on the name
  const options = { recursive: true, preserveTimestamps: true } as const;
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  );
  if (listed.status === 0) {
    for (const name of listed.stdout.split('\0').filter(Boolean)) {
      if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(path, name), options);
    }
  } else {
    const filter = (source: string): boolean =>
      source === ROOT || !NOT_COPIED.has(basename(source));
    cpSync(ROOT, path, { ...options, filter });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rmSync(dirname(path), { recursive: true, force: true }) };
}
