import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { tellAllowance } from './allowance.js';
import { clientAddress } from './client-address.js';
import { isForMachines } from './machines.js';
import { isUncounted } from './uncounted.js';
import type { RequestCounter } from './request-counter.js';

/**
 * Limits each client's requests a minute, and tells it where it stands.
 *
 * @param isHidden whether a request counts although its route is not limited
 */
export function limitRequests(
  fastify: FastifyInstance,
  counter: RequestCounter,
  isHidden: (request: FastifyRequest) => boolean,
): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    const isFree = isForMachines(request.routeOptions.url) && !isHidden(request);
    if (isFree || isUncounted(request)) return next();
    const allowance = counter.count(clientAddress(request));
    tellAllowance(reply, { name: 'default', window: 60 }, allowance);
    const { limit, left, resetsIn } = allowance;
    if (left >= 0) return next();
    next(
      new Problem('too-many-requests', `At most ${limit} requests a minute: wait ${resetsIn} s.`, {
        headers: { 'Retry-After': String(resetsIn) },
      }),
    );
  });
}
