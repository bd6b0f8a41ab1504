import { createHash } from 'node:crypto';
import type { Config } from '../../config/environment.js';
import type { FastifyInstance, onSendHookHandler } from 'fastify';

/** A year, as the preload lists of browsers ask for; the host alone, as others own its subdomains. */
const ONLY_TLS = 'max-age=31536000';

/**
 * What every answer has. Few, since each costs something for every request, and a browser shows no
 * JSON as a page: what can happen there is a guess at the media type, which `nosniff` forbids.
 */
export function securityHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    ...(publicUrl?.startsWith('https:') ? { 'Strict-Transport-Security': ONLY_TLS } : {}),
  };
}

/** What a page has besides: it talks to nobody, no window that opened it reaches it, no frame holds it. */
export const pageHeaders = (policy: string): Record<string, string> => ({
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY', // for browsers that do not know frame-ancestors
});

/**
 * A policy (CSP Level 3) that allows what is named and nothing else.
 *
 * @param allowed sources by directive, such as `{ 'script-src': "'self'" }`
 */
export const contentPolicy = (allowed: Record<string, string>): string =>
  Object.entries({
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    ...allowed,
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

/** The source that allows one inline script or style: exactly this text. */
export const inlineSource = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Routes whose answers are about an account. */
const ABOUT_ACCOUNTS = /^\/(?:me|login|register|logout|password)(?:\/|$)/;

/** @param route its pattern, with or without a slash at the end */
export const isAboutAccount = (route: string): boolean => ABOUT_ACCOUNTS.test(route);

/** Keeps the answers about an account out of every cache, whatever else is said of keeping them. */
export function keepAccountsOutOfCaches(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (isAboutAccount(route.url)) route.onSend = [route.onSend ?? [], forbidStoring].flat();
  });
}

const forbidStoring: onSendHookHandler = (_, reply, payload, next) => {
  void reply.header('Cache-Control', 'no-store');
  next(null, payload);
};
