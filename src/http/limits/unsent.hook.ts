import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';
import { clientAddress } from './client-address.js';
import { isExempt } from './exempt-paths.js';
import type { UnsentBytes } from './unsent-bytes.js';

/** What a stream holds in memory at a time: its buffers, whatever its length. */
const STREAM_BYTES = 64 * 1024;
/** From here on a text is sent as bytes: of a text Node keeps three bytes a character until it has left. */
const LONG_TEXT = 16 * 1024;

/**
 * Limits the bytes that wait for clients to read them, from the time when an answer is handed over until
 * its last byte has left. A read is refused also when it is its own answer for which there is no room:
 * many may have begun while there still was. What has written something gets its answer.
 */
export function limitUnsent(fastify: FastifyInstance, unsent: UnsentBytes): void {
  fastify.addHook('onRequest', (request, _, next) => {
    if (isExempt(request.routeOptions.url) || unsent.hasRoom(clientAddress(request), 1))
      return next();
    next(tooMuchUnsent());
  });

  fastify.addHook('onSend', (request, reply, payload, next) => {
    const { socket } = request.raw;
    if (socket.destroyed) return next(null, payload); // nobody waits for it any more
    const client = clientAddress(request);
    const answer =
      typeof payload === 'string' && payload.length > LONG_TEXT ? Buffer.from(payload) : payload;
    const bytes = bytesOf(answer);
    const isRead = request.method === 'GET' && reply.statusCode < 400;
    const mayBeRefused = isRead && !isStream(answer) && !isExempt(request.routeOptions.url);
    if (mayBeRefused && !unsent.hasRoom(client, bytes)) return next(tooMuchUnsent());
    reply.raw.once('finish', unsent.add(socket, client, bytes));
    next(null, answer);
  });
}

const isStream = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);

function bytesOf(payload: unknown): number {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload);
  return isStream(payload) ? STREAM_BYTES : 0;
}

const tooMuchUnsent = (): Problem =>
  new Problem(
    'service-unavailable',
    'Too many answers wait to be read. Read those that you have asked for, and try again shortly.',
    { headers: { 'Retry-After': '5' } },
  );
