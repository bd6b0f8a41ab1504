import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

const WARNING =
  'A request has X-Forwarded-For or Forwarded, but does not come from an address in TRUST_PROXY. If it came through a proxy of yours, all its clients share one limit: set TRUST_PROXY to the address of the proxy.';

/** Warns once a process of a proxy that `TRUST_PROXY` does not name. */
export function warnOfUnnamedProxy(fastify: FastifyInstance, log: Logger): void {
  let hasWarned = false;
  fastify.addHook('onRequest', (request, _, next) => {
    if (!hasWarned && isForwardedByStranger(request)) {
      hasWarned = true;
      log.warn({ context: 'TRUST_PROXY' }, WARNING);
    }
    next();
  });
}

/** `ips` has the addresses that are believed: none without `TRUST_PROXY`, else the connection's first. */
const isForwardedByStranger = ({ headers, ips }: FastifyRequest): boolean =>
  headers['x-forwarded-for'] === undefined
    ? headers.forwarded !== undefined && ips === undefined
    : (ips?.length ?? 0) < 2;
