import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problems/problem.js';

/** Bytes; RFC 9110 has no limit of its own. */
export const BODY_LIMIT = 100 * 1024;

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/**
 * Bodies are JSON in UTF-8 and nothing else: other media types are 415, bytes that are not UTF-8
 * and text that is not JSON are 400. An empty body counts as none.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, body: Buffer, done) => {
      const problem = unreadable(request, body);
      if (problem !== undefined || body.length === 0) return done(problem ?? null, undefined);
      void parseJson(request, body.toString('utf8'), (error, value: unknown) =>
        done(error === null ? null : new Problem('malformed-request', explain(error)), value),
      );
    },
  );
}

function unreadable(request: FastifyRequest, body: Buffer): Problem | undefined {
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    return new Problem('unsupported-media-type', 'Send the body as application/json in UTF-8.');
  }
  if (!isUtf8(body)) return new Problem('malformed-request', 'The body is not UTF-8.');
  return undefined;
}

function explain(error: Error): string {
  return /prototype/.test(error.message)
    ? 'The body has a forbidden key: __proto__ or constructor.'
    : 'The body is not valid JSON.';
}
