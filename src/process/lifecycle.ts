import type { Logger } from 'pino';
import { ConfigError } from '../config/environment.js';
import { EmbeddedDatabaseError } from '../database/embedded/embedded.error.js';
import { errorText } from '../database/errors/error-text.js';

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
  EADDRINUSE: 'is in use, perhaps by another Movie API: stop it, or set PORT',
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
