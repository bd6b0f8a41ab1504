import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const noted = new Set<string>();

/**
 * Keeps which of the documented answers the tests have met, for the check at the end of the run
 * (global-teardown.mjs).
 *
 * @param status as in the document
 * @param kind of the problem, where it is one
 */
export function noteAnswer(operationId: string, status: string, kind: string | undefined): void {
  // Before routing there is no operation yet: one of any is one of all.
  const parts = status === 'default' ? [status, kind] : [operationId, status, kind];
  const entry = parts.filter((part) => part !== undefined).join(' ');
  if (noted.has(entry)) return;
  noted.add(entry);
  appendFileSync(join(process.env['TEST_ANSWERS']!, String(process.pid)), `${entry}\n`);
}
