import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from '../errors/failure.js';

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 10;
/** Milliseconds after which it is not tried again: a deadlock is found after a second each time. */
const LONGEST_MS = 3000;

/**
 * Does a transaction again that PostgreSQL has undone only because another one was in its way: the
 * loser of a deadlock, or of a serialisation conflict.
 *
 * @param work a whole transaction, or one statement outside any; never a part of one
 * @param onError told of every error, of the attempts that are repeated, too
 */
export async function retrying<T>(
  work: () => Promise<T>,
  onError: (error: unknown) => void = () => undefined,
): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      onError(error);
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      if (performance.now() - began > LONGEST_MS) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
