import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config/environment.js';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorText, EmbeddedDatabaseError } from '../database/errors/failure.js';

/** A second signal ends at once; one that comes this soon is the same Ctrl-C, passed on by npm. */
const SAME_SIGNAL_MS = 1000;

/** The process cannot start; the message is one line that says why. */
export class StartError extends Error {}

/** Runs what starts a process; when that fails, says why and ends with exit code 1. */
export async function runProcess(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const foreseen = [ConfigError, EmbeddedDatabaseError, StartError];
    const isForeseen = foreseen.some((kind) => error instanceof kind);
    const text = isForeseen ? (error as Error).message : (listenAdvice(error) ?? errorText(error));
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}

/**
 * Ends the process on SIGTERM and SIGINT; a second signal does so at once.
 *
 * @param doing what the first one waits for, for the log
 * @returns ends it without a signal, unless it is ending already
 */
export function stopOnSignals(log: Logger, doing: string, stop: () => Promise<void>): () => void {
  let first: number | undefined;
  const begin = (cause: string): void => {
    first = Date.now();
    log.info(`${cause}: ${doing}`);
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error({ error: errorText(error) }, 'The end failed');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) begin(signal);
    else if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return () => {
    if (first === undefined) begin('Told to end');
  };
}

const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use, possibly by another Movie API: stop it, or set PORT',
  EACCES: 'is not allowed to this user: set PORT to 1024 or more',
  EADDRNOTAVAIL: 'is no address of this machine: set HOST',
  ENOTFOUND: 'is not known: set HOST',
  EAI_AGAIN: 'is not known: set HOST',
};

/** What to do when the port cannot be had; `undefined`: it is something else. */
function listenAdvice(error: unknown): string | undefined {
  const { code, syscall, address, hostname, port } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly hostname?: string;
    readonly port?: number;
  };
  const advice = LISTEN_ADVICE[code ?? ''];
  if (advice === undefined || !['listen', 'getaddrinfo'].includes(syscall ?? '')) return undefined;
  const place = address ?? hostname ?? '';
  const what = code === 'EADDRINUSE' || code === 'EACCES' ? `Port ${port} of ${place}` : place;
  return `${what} ${advice}`;
}

/**
 * Listens for a moment, so that a port that is taken is told once, before any worker is made. A
 * worker that finds it taken after all says so, too.
 *
 * @throws what `listen` says
 */
export async function tryPort(port: number, host: string): Promise<void> {
  if (port === 0) return; // any free one: what the first worker gets, the others share
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

/**
 * Starts OpenTelemetry where its variables ask for it; else nothing of it is loaded.
 *
 * @returns ends it, once all spans are out
 */
export async function tracingAskedFor(
  config: Pick<Config, 'traces'>,
  log: Logger,
): Promise<(() => Promise<void>) | undefined> {
  if (config.traces === 'none') return undefined;
  const { startTracing } = await import('./tracing/start.js');
  return startTracing(config.traces, log);
}
