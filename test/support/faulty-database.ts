import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from '../../src/database/embedded/cluster.js';

/** A PostgreSQL of a test's own, that may be taken away. */
export interface FaultyDatabase {
  /** `DATABASE_URL`. */
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops every process of it, as they are. */
  freeze(): void;
  thaw(): void;
  /** `kill -9` of the postmaster, until its children have noticed: they answer for a moment longer. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export async function startFaultyDatabase(): Promise<FaultyDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-faulty-'));
  const cluster = await Cluster.at(folder);
  await cluster.create();
  await cluster.start();
  const { host, user, database } = cluster.address;
  const pid = (): number =>
    Number(readFileSync(join(cluster.directory, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  const processes = (): number[] => {
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid())]).toString();
    return [pid(), ...children.split('\n').map(Number)].filter((one) => one > 0);
  };
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const one of processes()) send(one, signal);
  };
  return {
    url: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    stop: () => cluster.stop(),
    start: () => persistently(() => cluster.start()),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    kill: async () => {
      const all = processes();
      send(pid(), 'SIGKILL');
      for (let look = 0; look < 100 && all.some(isAlive); look += 1) await sleep(50);
    },
    remove: async () => {
      if (await cluster.isRunning()) await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As whoever supervises it would: what a kill has left has to end first. */
async function persistently(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: it has ended
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
  }
}
