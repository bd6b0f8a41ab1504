import { connect } from 'node:net';
import SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import type { Config } from '../config/environment.js';

/** Milliseconds for opening a connection, and for the server's first word. */
const LONGEST_GREETING_MS = 10_000;

/**
 * One kept connection for each delivery that may be under way. Made here, as `createTransport` would
 * drop everything beside the address.
 */
export function smtpPool(
  url: string,
  { smtpTimeoutSeconds, mailConcurrency }: Pick<Config, 'smtpTimeoutSeconds' | 'mailConcurrency'>,
): SMTPPool {
  const silence = smtpTimeoutSeconds * 1000;
  const greeting = Math.min(silence, LONGEST_GREETING_MS);
  const options: SMTPPool.Options & { url: string; maxRequeues: number } = {
    url,
    pool: true,
    maxConnections: mailConcurrency,
    // A connection that closes after the mail went out may have delivered it: sending again is for
    // the outbox to decide, which keeps the waits and the count.
    maxRequeues: 0,
    // Nodemailer writes the end of a mail apart from the mail: held back by Nagle's algorithm until
    // the server acknowledges the rest, which it delays in turn, that costs some 40 ms each time.
    getSocket: ({ host, port, secure }, answer) =>
      answer(null, {
        connection: connect({
          host: host ?? 'localhost',
          port: port ?? (secure ? 465 : 587),
          noDelay: true,
        }),
      }),
    connectionTimeout: greeting,
    greetingTimeout: greeting,
    socketTimeout: silence,
  };
  return new SMTPPool(options);
}
