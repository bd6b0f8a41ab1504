import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Config } from '../config/environment.js';
import { Problem } from '../http/problems/problem.js';
import { splitUrl } from '../http/edge/request.js';
import type { RouteTable } from '../http/routing/route-table.js';

const METRICS_ROUTE = '/metrics';

/** What proxies add to a request: then the connection's address is not the client's. */
const FORWARDING =
  /^(?:x-forwarded(?:-.+)?|forwarded|via|x-real-ip|x-original-.+|(?:.+-)?client-ip|(?:.+-)?connecting-ip|x-envoy-.+)$/;

type MetricsConfig = Pick<Config, 'metrics' | 'metricsToken'>;

/**
 * Everyone with `METRICS=public`, else clients with `METRICS_TOKEN` and those on this machine. A request
 * with a header of a proxy comes from elsewhere.
 */
export function mayReadMetrics(request: IncomingMessage, config: MetricsConfig): boolean {
  if (config.metrics === 'public') return true;
  const { metricsToken } = config;
  const given = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (metricsToken !== undefined && given !== undefined && isSame(given, metricsToken)) return true;
  return isLocal(request);
}

const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  ipaddr.isValid(socket.remoteAddress ?? '') &&
  ipaddr.process(socket.remoteAddress!).range() === 'loopback' &&
  !Object.keys(headers).some((name) => FORWARDING.test(name));

/** Takes as long for any text. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** To who may not read them, the metrics are an address like any that does not exist, whatever the verb. */
export function guardMetrics(
  fastify: FastifyInstance,
  config: MetricsConfig,
  routes: RouteTable,
): void {
  fastify.addHook('onRequest', ({ is404, url, raw, routeOptions }, _, next) => {
    const route = is404 ? routes.patternAt(splitUrl(url).path) : routeOptions.url;
    if (route !== METRICS_ROUTE || mayReadMetrics(raw, config)) return next();
    next(Problem.notFound('There is nothing at this address.'));
  });
}
