import { readFileSync } from 'node:fs';
import type { FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';

/**
 * How long a client may take, in milliseconds. What is late is 408, a socket without a word is
 * closed. The proxy in front has shorter ones as a rule; without one these are all there is.
 */
export const SERVER_LIMITS = {
  /** Of a whole request, its body included. */
  requestTimeout: 30_000,
  /** Of silence while a request or its answer is under way: a client that reads nothing, say. */
  connectionTimeout: 60_000,
  /** Between two requests. More than the 60 seconds for which nginx keeps connections. */
  keepAliveTimeout: 72_000,
  http: {
    /** Of the headers, from the moment the connection is there. */
    headersTimeout: 10_000,
    /** How often the two above are looked after. */
    connectionsCheckingInterval: 2000,
  },
} as const satisfies Partial<FastifyHttpOptions<Server>>;

/** Files that are kept for the database, the log and what else is opened. */
const KEPT_FILES = 200;

/**
 * The connections that the system has files for. More are closed as they come: were they taken, there
 * would be none left to reach the database with.
 *
 * @returns `undefined` where the system does not say, as outside Linux
 */
export function mostConnections(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const files = /^Max open files +(\d+)/m.exec(limits)?.[1];
    return files === undefined ? undefined : Math.max(1, Number(files) - KEPT_FILES);
  } catch {
    return undefined; // no such file: the system's own limit has to do
  }
}
