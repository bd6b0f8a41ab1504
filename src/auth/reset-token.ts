import { createHash, hkdfSync, createHmac } from 'node:crypto';

/** How long a token for a new password is good, in seconds. */
export const RESET_SECONDS = 1800;

/**
 * The token that a reset mail carries, made from the mail's id and the server's secret: a delivery
 * that is repeated carries the same one, and the database never holds it.
 *
 * @param secret what signs the tokens of sessions; a key of its own is derived from it
 * @param message id of the mail
 */
export function resetToken(secret: string, message: string): string {
  const key = hkdfSync('sha256', secret, '', 'movie-api password reset', 32);
  return createHmac('sha256', Buffer.from(key)).update(message).digest('base64url');
}

/** What the database knows of a token: 256 random-looking bits need no slow hash. */
export const resetTokenHash = (token: string): Buffer =>
  createHash('sha256').update(token).digest();
