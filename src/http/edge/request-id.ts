import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What an inbound id may be, so that it is safe in a header, in JSON and in a log. */
const VALID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/** Keeps a valid inbound `X-Request-Id`, else makes one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const inbound = request.headers['x-request-id'];
  return typeof inbound === 'string' && VALID.test(inbound) ? inbound : randomUUID();
}
