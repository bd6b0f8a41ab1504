import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** The built server in a process of its own. */
export interface ServerProcess {
  readonly origin: string;
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end; answers the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Only what the process needs: none of the settings of whoever runs the tests. */
const BASE_ENV = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test' };

/**
 * Starts the server and waits until it says where it is.
 *
 * @param command as a user types it; `node dist/main.js` by default
 */
export async function startServer(
  env: Record<string, string>,
  command: readonly string[] = ['node', 'dist/main.js'],
): Promise<ServerProcess> {
  const [program, ...parameters] = command;
  const child = spawn(program!, parameters, {
    cwd: ROOT,
    env: { ...BASE_ENV, PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  while (!/^Movie API +(\S+)\/$/m.test(output)) {
    const next = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
    if (next === undefined) throw new Error(`The server did not start: ${output}`);
  }
  return {
    origin: /^Movie API +(\S+)\/$/m.exec(output)![1]!,
    child,
    output: () => output,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
