import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/environment.js';
import { Problem } from './problems/problem.js';
import { splitUrl } from './request-url.js';
import type { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';

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
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      return next(new Problem('malformed-request', 'The Host header is missing.')); // RFC 9112, 3.2
    }
    const { path, query } = splitUrl(request.url);
    if (query.includes('%') && !isDecodable(query)) {
      return next(new Problem('malformed-request', 'The query has invalid percent-encoding.'));
    }
    if (routes.isOtherwiseKnown(path, request.method, request.routeOptions.url)) {
      const Allow = routes.methodsAt(path).join(', ');
      return next(
        new Problem('method-not-allowed', `This address knows ${Allow}.`, { headers: { Allow } }),
      );
    }
    next();
  });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // URIError: not UTF-8, or a % without two digits
  }
}
