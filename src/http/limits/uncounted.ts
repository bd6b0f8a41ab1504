import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const UNCOUNTED = 'uncounted';

/** The route's requests do not count towards a client's limit: files that a page cannot do without. */
export const Uncounted = (): MethodDecorator => RouteConfig({ [UNCOUNTED]: true });

export const isUncounted = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as unknown as Record<string, unknown>)[UNCOUNTED] === true;
