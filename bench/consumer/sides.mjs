// Several kinds of requests in turns, each set against the first one in the same round.
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, databaseCpuSeconds } from '../usage.mjs';
import { median, percentile } from '../windows.mjs';

/** What was under way at the end of a window is not on the next one's account. */
const SETTLE_MS = 300;

/** What a window has measured, each with its ratio to the first side's. */
const MEASURES = ['rate', 'p50', 'p99'];

export class Sides {
  #server;

  /** @param {{ pid: number, postmaster: number }} server its processes */
  constructor(server) {
    this.#server = server;
  }

  /**
   * @param {{ name: string, drive: (seconds: number) => Promise<object> }[]} sides the first of which
   *   comes a second time, at the end: how far the two differ is noise
   * @param {{ rounds: number, seconds: number, warmUp: boolean }} windows
   */
  async compare(sides, { rounds, seconds, warmUp }) {
    const again = { ...sides[0], name: `${sides[0].name}, again` };
    const lines = [...sides, again].map(({ name, drive }) => ({ name, drive, windows: [] }));
    if (warmUp) for (const { drive } of sides) await drive(seconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const line of round % 2 === 0 ? lines : lines.toReversed()) {
        await sleep(SETTLE_MS);
        line.windows.push(await this.#window(line, seconds));
      }
    }
    return lines.map((line) => summary(line, lines[0].windows));
  }

  async #window({ drive }, seconds) {
    const before = this.#usage();
    const result = await drive(seconds);
    const after = this.#usage();
    return {
      ...result,
      server: after.server - before.server,
      database: after.database - before.database,
      elapsed: after.at - before.at,
    };
  }

  #usage() {
    const { pid, postmaster } = this.#server;
    return {
      at: performance.now() / 1000,
      server: cpuSeconds(pid),
      database: databaseCpuSeconds(postmaster),
    };
  }
}

/** CPU is measured in ticks of a hundredth: over all windows together, not window by window. */
function summary({ name: side, windows }, first) {
  const middle = (name) => median(windows.map((window) => window[name]));
  const sum = (name) => windows.reduce((total, window) => total + window[name], 0);
  const per = (total) => ({ server: sum('server') / total, database: sum('database') / total });
  return {
    name: side,
    ...Object.fromEntries(MEASURES.map((name) => [name, middle(name)])),
    ratios: Object.fromEntries(MEASURES.map((name) => [name, ratio(windows, first, name)])),
    bytes: middle('bytes'),
    stormRate: middle('stormRate'),
    cpuPerThousand: per(sum('requests') / 1000),
    cores: per(sum('elapsed')),
  };
}

function ratio(windows, first, name) {
  const ratios = windows.map((window, round) => window[name] / first[round][name]);
  return { middle: median(ratios), low: percentile(ratios, 25), high: percentile(ratios, 75) };
}
