import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseTagCondition, type TagCondition } from './entity-tag.js';

/** @throws {Problem} 400 for a header that cannot be read */
export function ifNoneMatch({ headers }: FastifyRequest): TagCondition | undefined {
  const value = headers['if-none-match'];
  return value === undefined ? undefined : parseTagCondition('If-None-Match', value);
}

/** @throws {Problem} 400 for a header that cannot be read */
export function ifMatch({ headers }: FastifyRequest): TagCondition | undefined {
  const value = headers['if-match'];
  return value === undefined ? undefined : parseTagCondition('If-Match', value);
}

/** Weak comparison, as RFC 9110, 13.1.2 asks for with `If-None-Match`. */
export const isKnownTo = (condition: TagCondition | undefined, tag: string): boolean =>
  condition === '*' || condition?.some(({ opaque }) => opaque === tag) === true;

/**
 * Tags an answer, and spares the client what it has already.
 *
 * @param tag without its quotes
 * @returns the body; `undefined`, and status 304, where the client has it
 * @throws {Problem} 400 for an `If-None-Match` that cannot be read
 */
export function answerConditionally(
  request: FastifyRequest,
  reply: FastifyReply,
  tag: string,
  body: string,
): string | undefined {
  const condition = ifNoneMatch(request);
  tagAnswer(reply, tag);
  return isKnownTo(condition, tag) ? notModified(reply) : body;
}

/** 304: nothing follows, so nothing is said of its type or length. */
export function notModified(reply: FastifyReply): undefined {
  void reply.code(304).removeHeader('Content-Type');
}

/** The headers of an answer that has a tag: kept copies are asked for again each time. */
export function tagAnswer(reply: FastifyReply, tag: string): void {
  void reply
    .header('ETag', `"${tag}"`)
    .header('Cache-Control', 'private, no-cache')
    .header('Vary', [reply.getHeader('Vary'), 'Authorization'].filter(Boolean).join(', '));
}
