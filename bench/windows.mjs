// Two sides under the same load in turns, so that whatever else the machine does meets both.
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, databaseCpuSeconds } from './usage.mjs';

export const CONNECTIONS = 32;
/** What was under way at the end of a window is not on the next one's account. */
const SETTLE_MS = 300;

/**
 * @typedef {object} Side
 * @property {{ pid: number, postmaster: number, origin: string }} server with its database's process
 * @property {(seconds: number) => import('./load/load.mjs').Request[]} requests the next ones
 */

export class Windows {
  #load;

  /** @param {{ drive: Function }} load see load.mjs */
  constructor(load) {
    this.#load = load;
  }

  /**
   * @param {Side[]} sides two of them
   * @param {{ rounds: number, seconds: number, warmUpSeconds: number }} lengths
   * @returns for each side its medians, and its costs over all windows
   */
  async compare(sides, { rounds, seconds, warmUpSeconds }) {
    const windows = sides.map(() => []);
    for (const side of sides) await this.#drive(side, warmUpSeconds);
    const order = [...sides.keys()];
    for (let round = 0; round < rounds; round += 1) {
      // A B B A A B: neither is always the first after a change.
      for (const index of round % 2 === 0 ? order : order.toReversed()) {
        await sleep(SETTLE_MS);
        windows[index].push(await this.#window(sides[index], seconds));
      }
    }
    return windows.map(summary);
  }

  async #window(side, seconds) {
    const before = cpuOf(side.server);
    const result = await this.#drive(side, seconds);
    const after = cpuOf(side.server);
    return {
      ...result,
      server: after.server - before.server,
      database: after.database - before.database,
    };
  }

  async #drive({ server: { origin }, requests: next }, seconds) {
    const requests = next(seconds);
    const result = await this.#load.drive({ origin, requests, seconds, connections: CONNECTIONS });
    if (result.failures > 0)
      throw new Error(`${origin}${requests[0].path}: ${result.failures} failed (${result.errors})`);
    return result;
  }
}

const cpuOf = ({ pid, postmaster }) => ({
  server: cpuSeconds(pid),
  database: databaseCpuSeconds(postmaster),
});

/** The number below which so many of a hundred lie. */
export function percentile(numbers, percent) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const place = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

export const median = (numbers) => percentile(numbers, 50);

/** CPU is measured in ticks of a hundredth: over all windows together, not window by window. */
function summary(windows) {
  const sum = (name) => windows.reduce((total, window) => total + window[name], 0);
  const thousands = sum('requests') / 1000;
  // In a short window nothing may come back: then there is a rate of 0, and no latency.
  const answered = windows.filter(({ requests }) => requests > 0);
  const cost = (name) => (thousands > 0 ? sum(name) / thousands : Number.NaN);
  return {
    rate: median(windows.map(({ requests, seconds }) => requests / seconds)),
    p50: median(answered.map(({ p50 }) => p50)),
    p99: median(answered.map(({ p99 }) => p99)),
    server: cost('server'),
    database: cost('database'),
  };
}
