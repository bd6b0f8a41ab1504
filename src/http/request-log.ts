import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { AuthenticatedRequest } from './access.js';

/**
 * One line for each request. The user's id, not the name; the route's pattern, not the address:
 * what people search for is nobody else's business. No header, no body, no client address.
 */
export function logRequests(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onResponse', (request, reply, next) => {
    log.info({
      request_id: request.id,
      user_id: (request as AuthenticatedRequest).user?.id ?? null,
      method: request.method,
      route: request.is404 ? null : request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    next();
  });
}
