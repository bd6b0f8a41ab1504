import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ShutdownState } from '../edge/shutdown-state.js';
import { Problem } from '../problems/problem.js';
import type { Admission } from './admission.js';
import { isExempt } from './exempt-paths.js';

interface Admitted extends FastifyRequest {
  holdsPlace: boolean;
}

/**
 * Limits the requests that are worked at. One begins when its body is there and ends when its
 * answer is handed over: clients that send or read slowly keep nobody out.
 */
export function limitWork(
  fastify: FastifyInstance,
  admission: Admission,
  shutdown: ShutdownState,
): void {
  fastify.decorateRequest('holdsPlace', false);

  fastify.addHook('preValidation', (request, _, next) => {
    if (admission.enter()) {
      (request as Admitted).holdsPlace = true;
      return next();
    }
    if (isExempt(request.routeOptions.url)) return next();
    admission.wait((admitted) => {
      if (!admitted) return next(overloaded());
      if (request.raw.socket.destroyed) return admission.leave(); // nobody waits for it any more
      (request as Admitted).holdsPlace = true;
      next();
    });
  });

  fastify.addHook('onSend', (request, reply, payload, next) => {
    if (shutdown.isFarewell) void reply.header('Connection', 'close');
    if ((request as Admitted).holdsPlace) {
      (request as Admitted).holdsPlace = false;
      admission.leave();
    }
    next(null, payload);
  });
}

const overloaded = (): Problem =>
  new Problem('service-unavailable', 'The server has more to do than it can. Try again shortly.', {
    headers: { 'Retry-After': '2' },
  });
