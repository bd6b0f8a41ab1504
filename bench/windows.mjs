// Two servers under the same load in turns, so that whatever else the machine does meets both.
import { join } from 'node:path';
import { cpuSeconds, databaseCpuSeconds } from './usage.mjs';

const WARM_UP_SECONDS = 2;

export class Windows {
  #load;
  #children;
  #postmaster;

  /** @param {number} postmaster the process id of the database that both servers use */
  constructor(children, postmaster) {
    this.#children = children;
    this.#postmaster = postmaster;
    const file = join(import.meta.dirname, 'load.mjs');
    this.#load = children.start('load', process.execPath, [file], { channel: true });
  }

  /**
   * @param {{ pid: number, origin: string }[]} servers two of them
   * @param {string[]} paths asked for one after the other
   * @returns for each server its medians, and its costs over all windows
   */
  async compare([a, b], paths, { rounds, seconds }) {
    const windows = { a: [], b: [] };
    for (const server of [a, b]) await this.#drive(server, paths, WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round += 1) {
      // A B B A A B: neither is always the first after a change.
      for (const side of round % 2 === 0 ? ['a', 'b'] : ['b', 'a']) {
        windows[side].push(await this.#window(side === 'a' ? a : b, paths, seconds));
      }
    }
    return [summary(windows.a), summary(windows.b)];
  }

  async #window(server, paths, seconds) {
    const before = this.#cpu(server);
    const result = await this.#drive(server, paths, seconds);
    const after = this.#cpu(server);
    return {
      ...result,
      server: after.server - before.server,
      database: after.database - before.database,
    };
  }

  #cpu({ pid }) {
    return { server: cpuSeconds(pid), database: databaseCpuSeconds(this.#postmaster) };
  }

  async #drive({ origin }, paths, seconds) {
    const result = await this.#children.ask(this.#load, { origin, paths, seconds });
    if (result.failures > 0)
      throw new Error(`${origin}${paths[0]}: ${result.failures} requests failed`);
    return result;
  }
}

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
  return {
    rate: median(windows.map(({ requests, seconds }) => requests / seconds)),
    p50: median(windows.map(({ p50 }) => p50)),
    p99: median(windows.map(({ p99 }) => p99)),
    server: sum('server') / thousands,
    database: sum('database') / thousands,
  };
}
