const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 3600;
/** Part by which a wait may be shorter or longer, so that mails that failed together spread out. */
const JITTER = 0.2;

/**
 * How long a mail rests after a failure: some 5 seconds at first, then twice as long each time, at
 * most an hour.
 *
 * @param failures so far, from 1
 * @returns seconds
 */
export function retryWait(failures: number, random: () => number = Math.random): number {
  const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - 1), LONGEST_WAIT_SECONDS);
  return wait * (1 + JITTER * (2 * random() - 1));
}
