import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shorter ones may stand in a log by chance. */
const SHORTEST_SECRET = 10;

/**
 * All that servers under test log, for the check at the end of the run (global-teardown.mjs): no log
 * may hold a password, a token or an address.
 */
export const collectLog = (text: string): void => append('log', text);

/** What a test sends or gets that must not be logged. */
export function noteSecret(value: unknown): void {
  if (typeof value === 'string' && value.length >= SHORTEST_SECRET)
    append('secrets', `${JSON.stringify(value)}\n`);
}

/** The members of a body that are secret. */
export function noteSecretsOf(body: unknown): void {
  const { password, current_password, token } = (body ?? {}) as Record<string, unknown>;
  for (const value of [password, current_password, token]) noteSecret(value);
}

const append = (kind: string, text: string): void =>
  appendFileSync(join(process.env['TEST_LOGS']!, `${process.pid}.${kind}`), text);
