import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { hash } from 'node:crypto';
import { Header } from '@nestjs/common';

/** RFC 9110, section 8.8.3: `etagc`. */
const OPAQUE = String.raw`"([\x21\x23-\x7e\x80-\xff]*)"`;
const ONE = new RegExp(String.raw`^[ \t]*(W/)?${OPAQUE}[ \t]*(?:,|$)`);

/** What `If-Match` and `If-None-Match` say: any representation, or one of these. */
export type TagCondition = '*' | readonly { readonly opaque: string; readonly weak: boolean }[];

/** The tag of an answer that is told from others by its text alone. */
export const tagOf = (text: string): string => hash('sha1', text, 'base64url');

/**
 * Reads the value of `If-Match` or `If-None-Match`.
 *
 * @returns `undefined` for what is neither `*` nor a list of entity tags
 */
export function parseTagCondition(value: string): TagCondition | undefined {
  if (value.trim() === '*') return '*';
  const tags: { opaque: string; weak: boolean }[] = [];
  let rest = value;
  while (rest.trim() !== '') {
    if (/^[ \t]*,/.test(rest)) {
      rest = rest.replace(/^[ \t]*,/, ''); // RFC 9110, 5.6.1: empty elements count for nothing
      continue;
    }
    const match = ONE.exec(rest);
    if (match === null) return undefined;
    tags.push({ opaque: match[2]!, weak: match[1] !== undefined });
    rest = rest.slice(match[0].length);
  }
  return tags.length === 0 ? undefined : tags;
}

/** One that cannot be read matches nothing: the answer is the whole one. */
export const ifNoneMatch = ({ headers }: FastifyRequest): TagCondition | undefined =>
  parseTagCondition(headers['if-none-match'] ?? '');

/** @throws {Problem} 400 for a header that cannot be read */
export function ifMatch({ headers }: FastifyRequest): TagCondition | undefined {
  const value = headers['if-match'];
  if (value === undefined) return undefined;
  const condition = parseTagCondition(value);
  if (condition !== undefined) return condition;
  throw new Problem('malformed-request', 'If-Match must be * or entity tags such as "abc".');
}

/** Weak comparison, as RFC 9110, 13.1.2 asks for with `If-None-Match`. */
export const isKnownTo = (condition: TagCondition | undefined, tag: string): boolean =>
  condition === '*' || condition?.some(({ opaque }) => opaque === tag) === true;

/**
 * Tags an answer, and spares the client what it has already.
 *
 * @param tag without its quotes
 * @returns the body; `undefined`, and status 304, where the client has it
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

/** For routes whose handler returns JSON as text, to be sent as it is. */
export const JsonText = (): MethodDecorator =>
  Header('Content-Type', 'application/json; charset=utf-8');
