import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { Config } from '../config/environment.js';
import { errorMessage, errorText } from '../database/errors/failure.js';

/** Milliseconds that a line may wait: one write for many requests. */
const FLUSH_MS = 200;
/** Bytes that reach a pipe in one piece (`PIPE_BUF`), also where several workers write to it. */
const LONGEST_WRITE = 4096;

let shownMs = 0;
let shown = '';

/** As pino's, but many lines fall into one millisecond, and to write it as a date is dear. */
function isoTime(): string {
  const now = Date.now();
  if (now !== shownMs) {
    shownMs = now;
    shown = `,"time":"${new Date(now).toISOString()}"`;
  }
  return shown;
}

/** JSON lines on standard output; on a terminal, readable ones. */
export function createLogger(level: Config['logLevel']): Logger {
  const options = {
    level,
    base: null,
    timestamp: isoTime,
    serializers: { err: errorText },
  };
  if (process.stdout.isTTY) {
    const pretty = { translateTime: 'HH:MM:ss', ignore: 'context' };
    // pino-pretty breaks the lines of a `stack` only.
    const serializers = { ...options.serializers, error: (stack: string) => ({ stack }) };
    return pino({
      ...options,
      serializers,
      transport: { target: 'pino-pretty', options: pretty },
    });
  }
  const sink = pino.destination({
    sync: false,
    minLength: 3072,
    maxWrite: LONGEST_WRITE,
    periodicFlush: FLUSH_MS,
  });
  process.on('exit', () => sink.flushSync());
  return pino(options, sink);
}

/** What the framework says of its own start: of use to those who debug it. */
const FRAMEWORK = [
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
];

/** What Nest, and everything that uses its `Logger`, writes through. */
export class AppLogger implements LoggerService {
  constructor(private readonly sink: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.includes(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest puts the context last, and a stack before it. */
  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const fields = { context, ...(rest.length > 1 ? { stack: rest[0] } : {}) };
    if (message instanceof Error)
      this.sink[level]({ ...fields, error: errorText(message) }, errorMessage(message));
    else if (typeof message === 'string') this.sink[level](fields, message);
    else this.sink[level]({ ...fields, ...(message as object) });
  }
}
