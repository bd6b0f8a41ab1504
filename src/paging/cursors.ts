import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';
import { splitUrl } from '../http/edge/request.js';
import { Problem } from '../http/problems/problem.js';
import type { AuthenticatedRequest } from '../http/routing/access.js';
import type { Position } from './slice.js';

/** Characters of the signature: 96 bits. */
const SIGNATURE_LENGTH = 16;

/**
 * Writes and reads cursors: a position, signed together with the list it belongs to. Whoever
 * changes one, or takes it to another list, is told so.
 */
@Injectable()
export class Cursors {
  /** Of the current secret first, with which cursors are written; all of them are read. */
  private readonly keys: readonly Buffer[];

  constructor({ all }: Secrets) {
    this.keys = all.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'movie-api cursors', 32)),
    );
  }

  /** @param request for the list */
  write(request: AuthenticatedRequest, { values, backward, inclusive }: Position): string {
    const content = JSON.stringify([backward, inclusive, ...values]);
    const payload = Buffer.from(content).toString('base64url');
    return payload + signature(this.keys[0]!, listOf(request), payload);
  }

  /** @throws {Problem} 400 for what {@link write} has not written for this list */
  read(request: AuthenticatedRequest, cursor: string): Position {
    const list = listOf(request);
    const payload = cursor.slice(0, -SIGNATURE_LENGTH);
    const given = Buffer.from(cursor.slice(-SIGNATURE_LENGTH));
    if (!this.keys.some((key) => isSame(given, signature(key, list, payload)))) {
      throw Problem.invalidField('cursor', 'is not one of this list: begin with an empty one');
    }
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const [backward, inclusive, ...values] = content as [boolean, boolean, ...(string | null)[]];
    return { backward, inclusive, values };
  }
}

const signature = (key: Buffer, list: string, payload: string): string =>
  createHmac('sha256', key)
    .update(`${list}\n${payload}`)
    .digest('base64url')
    .slice(0, SIGNATURE_LENGTH);

function isSame(given: Buffer, wanted: string): boolean {
  const expected = Buffer.from(wanted);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The path as links have it. */
export const canonical = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** What a cursor is bound to: the address without the place in the list, and for whom it is. */
function listOf(request: AuthenticatedRequest): string {
  const { path, query } = splitUrl(request.url);
  const parameters = new URLSearchParams(query);
  for (const name of ['page', 'cursor', 'page_size']) parameters.delete(name);
  parameters.sort();
  // The route, not the path: that can be written in many ways.
  const owner = request.routeOptions.url?.startsWith('/me/') ? request.user?.id : '';
  return `${canonical(path)}?${parameters.toString()}\n${owner}`;
}
