import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Problem } from '../http/problems/problem.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Hashes under way at once. Each keeps a core busy on a thread of its own: one core is left to those
 * who only read.
 */
const turns = pLimit(Math.max(1, availableParallelism() - 1));
/** Waiting hashes beyond which a client is told to come back: some seconds of work. */
const LONGEST_QUEUE = 200;

/** What a sign-in with an unknown name is checked against, so that it takes as long as any other. */
const NOBODY =
  `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}` +
  `$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * @returns the Argon2id hash in PHC string format
 * @throws {Problem} 503 when too many wait
 */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password, COST));

/**
 * @param passwordHash `undefined` for an unknown user: as slow, and never true
 * @throws {Problem} 503 when too many wait
 */
export async function isPassword(
  password: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const matches = await inTurn(() => verify(passwordHash ?? NOBODY, password));
  return matches && passwordHash !== undefined;
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (turns.pendingCount < LONGEST_QUEUE) return turns(work);
  throw new Problem('service-unavailable', 'Too many people are signing in: try again shortly.', {
    headers: { 'Retry-After': '2' },
    cause: new Error('too many password hashes wait'),
  });
}
