import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../http/problems/problem.js';
import { FairQueue } from './fair-queue.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Milliseconds that a hash may wait; shorter than an attempt to sign in counts as under way. */
const LONGEST_WAIT_MS = 8000;

/** Hashing keeps cores and memory busy, so hashes wait for each other, in turns of client addresses. */
const hashes = new FairQueue({
  // Each hash keeps a core busy on a thread of its own: one core is left to those who only read.
  atOnce: Math.max(1, availableParallelism() - 1),
  waiting: 300,
  patience: LONGEST_WAIT_MS,
  refusal: () =>
    new Problem('service-unavailable', 'Too many people are signing in: try again shortly.', {
      headers: { 'Retry-After': '2' },
      cause: new Error('too many password hashes wait'),
    }),
});

/** What a sign-in with an unknown name is checked against, so that it takes as long as any other. */
const NOBODY =
  `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}` +
  `$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * @param address of the client: addresses take turns
 * @returns the Argon2id hash in PHC string format
 * @throws {Problem} 503 when too many wait
 */
export const hashPassword = (password: string, address: string): Promise<string> =>
  hashes.run(address, () => hash(password, COST));

/**
 * @param passwordHash `undefined` for an unknown user: as slow, and never true
 * @param address of the client: addresses take turns
 * @throws {Problem} 503 when too many wait
 */
export async function isPassword(
  password: string,
  passwordHash: string | undefined,
  address: string,
): Promise<boolean> {
  const matches = await hashes.run(address, () => verify(passwordHash ?? NOBODY, password));
  return matches && passwordHash !== undefined;
}
