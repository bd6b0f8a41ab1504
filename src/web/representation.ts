import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ifNoneMatch,
  isKnownTo,
  notModified,
  tagOf,
} from '../http/conditional/conditional.response.js';

/**
 * Sends one of the two. Anyone may keep a copy, and asks each time whether it is still so.
 *
 * @returns the text; `undefined` where the client has it already (304)
 */
export function answerWith(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): string | undefined {
  const known = ifNoneMatch(request);
  const tag = tagOf(text);
  void reply.header('ETag', `"${tag}"`).header('Cache-Control', 'no-cache');
  return isKnownTo(known, tag) ? notModified(reply) : text;
}
