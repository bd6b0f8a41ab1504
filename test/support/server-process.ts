import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestConnection } from './cluster.js';
import { collectLog } from './log-collection.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** Built code in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end; answers the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** The built server. */
export interface ServerProcess extends WorkerProcess {
  readonly origin: string;
}

/** Only what the process needs: none of the settings of whoever runs the tests. */
const BASE_ENV = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_ENV: 'test',
  RATE_LIMIT_PER_MINUTE: '0',
  SIGN_UP_PER_HOUR: '0',
};

/** `DATABASE_URL` of a test's database. */
export const databaseUrl = ({ host, user, database }: TestConnection): string =>
  `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;

/**
 * Starts the server and waits until it says where it is.
 *
 * @param command as a user types it; `node dist/main.js` by default
 * @param folder where; this project's by default
 */
export async function startServer(
  env: Record<string, string>,
  command: readonly string[] = ['node', 'dist/main.js'],
  folder: string = ROOT,
): Promise<ServerProcess> {
  const ready = /^Movie API +(\S+)\/$/m;
  const [started, origin] = await start('server', env, command, ready, folder);
  return { ...started, origin: origin! };
}

/** Starts a process that sends mails and nothing else. */
export async function startWorker(env: Record<string, string>): Promise<WorkerProcess> {
  const [started] = await start('worker', env, ['node', 'dist/worker.js'], /^Mail worker on /m);
  return started;
}

/** @returns the process, and the part of its first words that the pattern captures */
async function start(
  what: string,
  env: Record<string, string>,
  [program, ...parameters]: readonly string[],
  ready: RegExp,
  folder: string = ROOT,
): Promise<[WorkerProcess, string | undefined]> {
  const child = spawn(program!, parameters, {
    cwd: folder,
    env: { ...BASE_ENV, PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const closed = once(child, 'close'); // when all of its output is there
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    collectLog(chunk.toString());
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  while (!ready.test(output)) {
    const next = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
    if (next === undefined) {
      await closed;
      const how = output === '' ? `${child.exitCode ?? child.signalCode}` : output;
      throw new Error(`The ${what} did not start: ${how}`);
    }
  }
  return [
    {
      child,
      output: () => output,
      end: async (signal = 'SIGTERM') => {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal);
        const [code] = (await ended) as [number | null];
        return code;
      },
    },
    ready.exec(output)![1],
  ];
}
