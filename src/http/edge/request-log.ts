import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthenticatedRequest } from '../routing/access.js';
import { splitUrl } from './request.js';

/** One line for each request: JSON in a log, a few words on a terminal. */
export function logRequests(fastify: FastifyInstance, log: Logger): void {
  const write = process.stdout.isTTY ? writeToTerminal : writeToLog;
  fastify.addHook('onResponse', (request, reply, next) => {
    write(log, request, reply);
    next();
  });
}

/**
 * The user's id, not the name; the route's pattern, not the address: what people search for is
 * private. No header, no body, no client address.
 */
function writeToLog(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  log.info({
    request_id: request.id,
    user_id: (request as AuthenticatedRequest).user?.id ?? null,
    method: request.method,
    route: request.is404 ? null : request.routeOptions.url,
    status: reply.statusCode,
    ms: milliseconds(reply),
  });
}

/** The files of a page: a browser asks for dozens at once. */
const FILE = /\.(?:js|css|map|svg|png|ico|woff2?)\/?$/;

/** The path as it was asked for, so that a wrong one can be seen; not the query. */
function writeToTerminal(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode } = reply;
  const { path } = splitUrl(request.url);
  if (statusCode < 400 && FILE.test(path)) return;
  log.info(`${request.method} ${printable(path)} ${statusCode} ${milliseconds(reply)} ms`);
}

/** A client must not be able to send control characters to the terminal. */
const printable = (path: string): string =>
  path.slice(0, 200).replaceAll(/[^!-~]/g, encodeURIComponent);

const milliseconds = (reply: FastifyReply): number => Math.round(reply.elapsedTime * 10) / 10;
