import type { IncomingMessage, Server } from 'node:http';
import type { FastifyInstance, FastifyHttpOptions } from 'fastify';
import type { Config } from '../../config/environment.js';
import { isHost } from './origin.js';
import { Problem } from '../problems/problem.js';
import { splitUrl } from './request.js';
import type { RouteTable } from '../routing/route-table.js';
import { securityHeaders } from './security-headers.js';
import { readFileSync } from 'node:fs';

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

/** What every answer has, whoever gives it: comes before all other hooks. */
export function registerHeaders(fastify: FastifyInstance, config: Config): void {
  const headers = securityHeaders(config);
  fastify.addHook('onRequest', (request, reply, next) => {
    void reply.header('X-Request-Id', request.id).headers(headers);
    next();
  });
}

/** What happens to every request around its route, unknown paths included. */
export function registerHooks(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRoute', (route) => routes.add(route));

  fastify.addHook('onRequest', (request, _, next) => {
    const complaint = hostComplaint(request.raw);
    if (complaint !== undefined) return next(new Problem('malformed-request', complaint));
    const { path, query } = splitUrl(request.url);
    if (query.includes('%') && !isDecodable(query)) {
      return next(new Problem('malformed-request', 'The query has invalid percent-encoding.'));
    }
    const { is404, method, routeOptions } = request;
    // Before the body is looked at: its type does not matter where nobody reads it.
    if (is404 || routes.isOtherwiseKnown(path, method, routeOptions.url)) {
      return next(routes.noRoute(path, method));
    }
    next();
  });
}

/** RFC 9112, section 3.2: one `Host`, and a valid one. Node passes over a second one. */
function hostComplaint({ rawHeaders, headers, httpVersion }: IncomingMessage): string | undefined {
  const { host } = headers;
  if (host === undefined) return httpVersion === '1.1' ? 'The Host header is missing.' : undefined;
  if (!isHost(host)) return 'The Host header is not a host name or address.';
  const given = rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name));
  return given.length > 1 ? 'There is more than one Host header.' : undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // URIError: not UTF-8, or a % without two digits
  }
}
