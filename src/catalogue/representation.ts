import type { FastifyReply, FastifyRequest } from 'fastify';
import { preferredType } from '../http/accept.guard.js';
import { ifNoneMatch, isKnownTo, notModified } from '../http/conditional/conditional.response.js';
import { tagOf } from '../http/conditional/entity-tag.js';

/** What `/` answers with; the index for whoever has no preference, as programs do. */
export const REPRESENTATIONS = ['application/json', 'text/html'] as const;

/** Whether a request prefers the page to the index, as browsers do. */
export const wantsPage = ({ headers }: FastifyRequest): boolean =>
  preferredType(headers.accept, REPRESENTATIONS) === 'text/html';

/** Caches keep the two apart (RFC 9110, 12.5.5). */
export const varyByAccept = (reply: FastifyReply): void =>
  void reply.header('Vary', [reply.getHeader('Vary'), 'Accept'].filter(Boolean).join(', '));

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
