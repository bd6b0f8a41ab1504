import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { preferredType, Produces } from '../routing/accept.guard.js';
import type { Origin } from '../edge/origin.js';

/** What an address with a page answers with: JSON unless the client prefers the page. */
export const JSON_OR_PAGE = ['application/json', 'text/html'] as const;

/** Whether a request prefers the page to JSON, as browsers do. */
export const wantsPage = ({ headers }: FastifyRequest): boolean =>
  preferredType(headers.accept, JSON_OR_PAGE) === 'text/html';

/** Caches keep the two apart (RFC 9110, 12.5.5). */
export const varyByAccept = (reply: FastifyReply): void =>
  void reply.header('Vary', [reply.getHeader('Vary'), 'Accept'].filter(Boolean).join(', '));

/** The path of the page, for the `{id}` in the path of the request. */
type PageAddress = (id: string) => string;

interface PageConfig {
  readonly pageAddress?: PageAddress;
}

/** A page shows what this route answers: browsers, which prefer `text/html`, are sent there. */
export const PageView = (pageAddress: PageAddress): MethodDecorator =>
  applyDecorators(
    Produces(...JSON_OR_PAGE),
    RouteConfig({ pageAddress } satisfies PageConfig),
    ApiResponse({
      status: 303,
      description: 'A client that prefers `text/html`, as browsers do, is sent to a page instead.',
    }),
  );

/** Sends browsers to the pages of routes that have one. */
export function redirectToPages(fastify: FastifyInstance, origin: Origin): void {
  fastify.addHook('preHandler', (request, reply, next) => {
    const { pageAddress } = request.routeOptions.config as PageConfig;
    if (pageAddress === undefined) return next();
    varyByAccept(reply);
    if (!wantsPage(request)) return next();
    const { id } = request.params as { id: string };
    const path = pageAddress(encodeURIComponent(id));
    void reply
      .code(303)
      .header('Location', origin.of(request) + path)
      .send();
  });
}
