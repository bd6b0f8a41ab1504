import type { Writer } from './writer.js';

/** Prints a line of figures below the test's name. */
export function figures(values: Readonly<Record<string, unknown>>): void {
  const told = Object.entries(values).filter(([, value]) => !Array.isArray(value));
  const line = told.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  process.stderr.write(`${expect.getState().currentTestName}: ${line}\n`);
}

/** What the writers were told, all together. */
export const sums = (writers: readonly Writer[]): Record<string, number> => ({
  acknowledged: writers.reduce((sum, { ledger }) => sum + ledger.acknowledged, 0),
  unknown: writers.reduce((sum, { ledger }) => sum + ledger.unknown, 0),
});
