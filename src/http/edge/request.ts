import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** `GET http://host/path`: what proxies send (RFC 9112, section 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?]*/i;

/** A request's address as it came: the path, and what stands behind the first `?`. */
export function splitUrl(target: string): { path: string; query: string } {
  const url = target.startsWith('/') ? target : target.replace(ABSOLUTE_FORM, '');
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return { path: path.startsWith('/') ? path : '/', query: mark < 0 ? '' : url.slice(mark + 1) }; // a second ? belongs to it
}

/** What an inbound id may be, so that it is safe in a header, in JSON and in a log. */
const VALID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/** Keeps a valid inbound `X-Request-Id`, else makes one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const inbound = request.headers['x-request-id'];
  return typeof inbound === 'string' && VALID.test(inbound) ? inbound : randomUUID();
}

/** What the client calls itself. */
export const UserAgent = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['user-agent'],
);
