import { median } from '../windows.mjs';

const WARM_UP = 10;

/**
 * One request at a time, the sizes in turns: what else the machine does meets all of them.
 *
 * @param {{ ask: Function, origin: string }[]} sizes `ask` see timed.mjs
 * @param {(size: object, number: number) => import('../load/load.mjs').Request} requestOf
 * @returns {Promise<number[]>} the median latency of each size in milliseconds
 */
export async function mediansInTurns(sizes, requestOf, rounds) {
  const times = sizes.map(() => []);
  for (let number = -WARM_UP; number < rounds; number += 1) {
    for (const [index, size] of sizes.entries()) {
      const milliseconds = await timeOne(size, requestOf(size, number + WARM_UP));
      if (number >= 0) times[index].push(milliseconds);
    }
  }
  return times.map(median);
}

async function timeOne({ ask, origin }, request) {
  const { milliseconds, status } = await ask(origin + request.path, request);
  if (status !== 200 && status !== 201) throw new Error(`${request.path} answers ${status}`);
  return milliseconds;
}
