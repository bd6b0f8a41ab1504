import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { contentPolicy, pageHeaders } from '../edge/security-headers.js';

/**
 * Scripts are files of ours, and talk to this server alone; images are in the files, too. Readers
 * write styles of their own into the page, which no hash foretells: styles run nothing and, with
 * this policy, load nothing.
 */
const HEADERS = pageHeaders(
  contentPolicy({
    'script-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
  }),
);

/** Gives a reader its headers. Comes before its routes; other routes pay nothing for it. */
export function protectReader(fastify: FastifyInstance, path: string): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== path && !route.url.startsWith(`${path}/`)) return;
    route.onRequest = [route.onRequest ?? [], addHeaders].flat();
  });
}

const addHeaders: onRequestHookHandler = (_, reply, next) => {
  void reply.headers(HEADERS);
  next();
};
