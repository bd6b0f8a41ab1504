import type { FastifyCorsOptions } from '@fastify/cors';
import type { Config } from '../../config/environment.js';

/** Every header that a script may want to read, beyond those that browsers show anyway. */
const EXPOSED = [
  'Accept-Encoding',
  'Allow',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];

export function corsOptions({ corsOrigins }: Config): FastifyCorsOptions {
  return {
    origin: corsOrigins === '*' ? '*' : [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    maxAge: 86_400,
    strictPreflight: false,
  };
}

/** What the CORS plugin would set, for the answers that Fastify gives before any plugin is asked. */
export function corsHeaders(
  { corsOrigins }: Config,
  origin: string | undefined,
): Record<string, string> {
  const exposed = { 'Access-Control-Expose-Headers': EXPOSED.join(', ') };
  if (corsOrigins === '*') return { 'Access-Control-Allow-Origin': '*', ...exposed };
  if (origin === undefined || !corsOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...exposed };
}
