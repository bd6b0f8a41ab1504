import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problems/problem.js';

/** Bytes; RFC 9110 has no limit of its own. */
export const BODY_LIMIT = 100 * 1024;

/** RFC 8259, section 8.1: it may be passed over. */
const BYTE_ORDER_MARK = /^\uFEFF/;

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/**
 * Bodies are JSON in UTF-8 and nothing else: other media types are 415, bytes that are not UTF-8
 * and text that is not JSON are 400. An empty body counts as none.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, body: Buffer, done) => {
      const problem = unreadable(request, body);
      if (problem !== undefined || body.length === 0) return done(problem ?? null, undefined);
      try {
        done(null, JSON.parse(body.toString('utf8').replace(BYTE_ORDER_MARK, '')));
      } catch {
        done(new Problem('malformed-request', 'The body is not valid JSON.'), undefined);
      }
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
