import type { FastifyInstance, onSendHookHandler } from 'fastify';

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
