import { execFile } from 'node:child_process';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LOCK = 'postmaster.pid';

/** @returns whether a PostgreSQL server lives in this folder, ready or not */
export async function hasServer(directory: string): Promise<boolean> {
  const pid = pidIn(await lockOf(directory));
  return pid !== undefined && (await isServerOf(pid, directory));
}

/**
 * Removes a lock file whose process number belongs to something else now, as after the restart of a
 * container: PostgreSQL only looks whether such a process lives, and does not start. Whether a process
 * of the former server is left, it sees by its shared memory all the same. A file that names nobody
 * goes too: what a full disk or a power cut has left of one.
 *
 * Between reading and removing, another start may have put its own lock file there: what was taken away
 * is looked at again, and put back if it is not what was read.
 */
export async function removeStaleLock(directory: string): Promise<void> {
  const lock = await lockOf(directory);
  if (lock === undefined) return;
  const pid = pidIn(lock);
  // One whose process is gone PostgreSQL removes by itself.
  if (pid !== undefined && (!isAlive(pid) || (await isServerOf(pid, directory)))) return;
  const aside = join(directory, `${LOCK}.${process.pid}`);
  try {
    await rename(join(directory, LOCK), aside);
    if ((await readFile(aside, 'utf8')) !== lock) await link(aside, join(directory, LOCK));
  } catch (error) {
    // ENOENT: another start has removed it. EEXIST: another one has begun since.
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Whether a process of this number lives that this user may end. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const lockOf = (directory: string): Promise<string | undefined> =>
  readFile(join(directory, LOCK), 'utf8').catch(ignoreMissing);

/** Negative: of a server in single-user mode. */
function pidIn(lock: string | undefined): number | undefined {
  const pid = Math.abs(Number.parseInt(lock ?? '', 10));
  return pid > 0 ? pid : undefined;
}

/** Where the system does not tell, the answer is yes: a server that lives is never taken over. */
async function isServerOf(pid: number, directory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const program = await programOf(pid).catch(() => 'postgres');
  if (program !== 'postgres') return false;
  // A server works in its data folder.
  const works = await stat(`/proc/${pid}/cwd`).catch(() => undefined); // another user's, or no Linux
  const folder = await stat(directory);
  return works === undefined || (works.ino === folder.ino && works.dev === folder.dev);
}

async function programOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  const { stdout } = await run('ps', ['-o', 'comm=', '-p', String(pid)]);
  return basename(stdout.trim());
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
