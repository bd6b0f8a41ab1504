import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import type { Config } from '../config/environment.js';

/** Milliseconds for opening a connection, and for the server's first word. */
const LONGEST_GREETING_MS = 10_000;

/** One kept connection for each delivery that may be under way. */
export function smtpOptions(
  url: string,
  { smtpTimeoutSeconds, mailConcurrency }: Config,
): SMTPPool.Options & { url: string; maxRequeues: number } {
  const silence = smtpTimeoutSeconds * 1000;
  const greeting = Math.min(silence, LONGEST_GREETING_MS);
  return {
    url,
    pool: true,
    maxConnections: mailConcurrency,
    // A connection that closes after the mail went out may have delivered it: sending again is for
    // the outbox to decide, which keeps the waits and the count.
    maxRequeues: 0,
    dnsTimeout: greeting,
    connectionTimeout: greeting,
    greetingTimeout: greeting,
    socketTimeout: silence,
  };
}
