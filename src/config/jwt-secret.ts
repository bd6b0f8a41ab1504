import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Config } from './environment.js';
import { makeFolder } from './make-folder.js';
import { SHORTEST_SECRET } from './secrets.js';

/**
 * The secret that signs tokens: `JWT_SECRET`, or one that the first start with the embedded
 * database writes to `DATA_DIR/jwt-secret`, readable by this user alone. Either may list earlier
 * ones behind it, as `Secrets` says.
 *
 * @throws {ConfigError} when the file holds fewer than 32 characters, or cannot be read or written
 */
export async function jwtSecret(config: Config): Promise<string> {
  if (config.jwtSecret !== undefined) return config.jwtSecret;
  const path = join(config.dataDir, 'jwt-secret');
  const stored = await readOrCreate(config.dataDir, path);
  if (stored.length < SHORTEST_SECRET) {
    throw new ConfigError(`Configuration: ${path} is damaged; delete it, or set JWT_SECRET`);
  }
  return stored;
}

async function readOrCreate(directory: string, path: string): Promise<string> {
  try {
    return (await readIfThere(path)) ?? (await createOnce(directory, path));
  } catch (error) {
    throw new ConfigError(`DATA_DIR cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** Written aside and linked into place, so that of two first starts both use the same secret. */
async function createOnce(directory: string, path: string): Promise<string> {
  await makeFolder(directory);
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
