import { createHmac } from 'node:crypto';
import { foldCase } from '../http/input/text.js';

/**
 * What attempts are counted by, so that neither names nor addresses are kept.
 *
 * @param kind keeps names, ids and addresses that look alike apart
 */
export function attemptKey(
  secret: string,
  kind: 'id' | 'name' | 'nobody' | 'address' | 'sign-ups',
  text: string | number = '',
): string {
  const told = foldCase(`${kind} ${text}`);
  return createHmac('sha256', secret).update(told).digest('base64url').slice(0, 22);
}
