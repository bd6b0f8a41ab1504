import type { Middleware } from 'openapi-fetch';
import { KEYED_POSTS } from './operations.js';

/** Gives each `POST` that takes an `Idempotency-Key` one, so that it may be repeated. */
export const idempotencyKeys: Middleware = {
  onRequest({ request, schemaPath }) {
    const takesKey = request.method === 'POST' && KEYED_POSTS.has(schemaPath);
    if (takesKey && !request.headers.has('Idempotency-Key'))
      request.headers.set('Idempotency-Key', newIdempotencyKey());
  },
};

/** A new `Idempotency-Key`. Pages of plain http have no `randomUUID`, which needs a secure context. */
export function newIdempotencyKey(): string {
  const { crypto } = globalThis;
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
