import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** What machines ask for at a steady pace, from one address for many. */
const EXEMPT = /^\/(?:health|metrics)(?:\/|$)/;

/**
 * Whether a route is one that operators watch: no limit is to make them blind.
 *
 * @param route its pattern, never the address of a request: that can be written in many ways
 */
export const isExempt = (route: string | undefined): boolean =>
  route !== undefined && EXEMPT.test(route);

const UNCOUNTED = 'uncounted';

/** The route's requests do not count towards a client's limit: files that a page cannot do without. */
export const Uncounted = (): MethodDecorator => RouteConfig({ [UNCOUNTED]: true });

export const isUncounted = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as unknown as Record<string, unknown>)[UNCOUNTED] === true;
