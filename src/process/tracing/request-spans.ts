import { subscribe } from 'node:diagnostics_channel';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../../http/routing/access.js';
import { schemeOf } from '../../http/edge/origin.js';

/** What is polled each second says nothing new. */
const NOT_TRACED = /^\/(?:health|metrics)(?:\/|$)/;

/**
 * A span for each request, below that of the caller (`traceparent`). Its attributes name the route
 * by its pattern; the address, the query, the headers and the client stay out.
 */
export function traceRequests(tracer: Tracer): void {
  // Published by Fastify for every instance, before anybody adds a hook: this one is the first.
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRequest', (request, reply, next) => {
      const route = request.is404 ? undefined : request.routeOptions.url;
      if (route !== undefined && NOT_TRACED.test(route)) return next();
      const caller = propagation.extract(ROOT_CONTEXT, request.headers);
      const span = tracer.startSpan(
        route === undefined ? request.method : `${request.method} ${route}`,
        { kind: SpanKind.SERVER, attributes: attributesOf(request, route) },
        caller,
      );
      reply.raw.on('close', () => {
        const { statusCode, writableFinished } = reply.raw;
        const userId = (request as AuthenticatedRequest).user?.id;
        if (userId !== undefined) span.setAttribute('user.id', String(userId));
        if (writableFinished) span.setAttribute('http.response.status_code', statusCode);
        else span.setAttribute('error.type', 'aborted'); // the client has gone
        if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      context.with(trace.setSpan(caller, span), next);
    });
  });
}

const attributesOf = (request: FastifyRequest, route: string | undefined) => ({
  'http.request.method': request.method,
  ...(route === undefined ? {} : { 'http.route': route }),
  'url.scheme': schemeOf(request),
  'network.protocol.version': request.raw.httpVersion,
  request_id: request.id, // as in the log
});
