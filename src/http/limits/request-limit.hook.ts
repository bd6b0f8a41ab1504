import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';
import { tellAllowance } from './allowance.js';
import { clientAddress } from './client-address.js';
import { isExempt } from './exempt-paths.js';
import { isUncounted } from './exempt-paths.js';
import type { RequestCounter } from './request-counter.js';

/** Limits each client's requests a minute, and tells it where it stands. */
export function limitRequests(fastify: FastifyInstance, counter: RequestCounter): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    if (isExempt(request.routeOptions.url) || isUncounted(request)) return next();
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
