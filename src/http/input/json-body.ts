import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/** Bytes; RFC 9110 has no limit of its own. */
export const BODY_LIMIT = 100 * 1024;

/** RFC 8259, section 8.1: it may be passed over. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** A content coding that changes nothing; empty ones count for nothing. */
const PLAIN = /^(?:identity)?$/i;

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/**
 * Bodies are JSON in UTF-8 and nothing else: other media types and content codings are 415, bytes that
 * are not UTF-8 and text that is not JSON are 400. An empty body counts as none, whatever type it says.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Fastify refuses types by their name, before it knows whether there is a body: without a name, they
  // come to the parser of all types.
  fastify.addHook('preParsing', (request, _, __, next) => {
    const { headers } = request;
    if (isBodiless(headers) || isEncoded(headers) || request.mediaType === undefined)
      delete headers['content-type'];
    next();
  });
  fastify.addContentTypeParser('*', async ({ headers }: FastifyRequest, body: Readable) => {
    await once(body, 'readable');
    if (body.read() !== null) throw isEncoded(headers) ? encodedBody() : wrongType();
  });
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

/** As its framing says; a body in chunks may turn out to be empty. */
const isBodiless = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0);

const isEncoded = (headers: IncomingHttpHeaders): boolean =>
  (headers['content-encoding'] ?? '').split(',').some((coding) => !PLAIN.test(coding.trim()));

const wrongType = (): Problem =>
  new Problem('unsupported-media-type', 'Send the body as application/json.');

/** RFC 9110, section 15.5.16: the answer says which codings would do. */
const encodedBody = (): Problem =>
  new Problem('unsupported-media-type', 'Send the body as it is, without Content-Encoding.', {
    headers: { 'Accept-Encoding': 'identity' },
  });

function unreadable(request: FastifyRequest, body: Buffer): Problem | undefined {
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    return new Problem('unsupported-media-type', 'Send the body as application/json in UTF-8.');
  }
  if (!isUtf8(body)) return new Problem('malformed-request', 'The body is not UTF-8.');
  return undefined;
}
