import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { contentPolicy, pageHeaders } from './security-headers.js';

/**
 * Its scripts and styles are files of ours; images are in them, too. It writes styles of its own
 * into the page, which no hash foretells: styles run nothing and, with this policy, load nothing.
 */
const HEADERS = pageHeaders(
  contentPolicy({
    'script-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
  }),
);

/** Gives the explorer its headers. Comes before its routes; other routes pay nothing for it. */
export function protectSwagger(fastify: FastifyInstance, path: string): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== path && !route.url.startsWith(`${path}/`)) return;
    route.onRequest = [route.onRequest ?? [], addHeaders].flat();
  });
}

const addHeaders: onRequestHookHandler = (_, reply, next) => {
  void reply.headers(HEADERS);
  next();
};
