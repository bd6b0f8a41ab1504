import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../support/client.js';
import { someMovie, someUser } from '../../support/factories.js';
import { seeded } from '../../support/bulk.js';
import { KeptConnection } from './connection.js';
import { OutcomeUnknown, Writer } from './writer.js';

/** Milliseconds before a writer that got no answer, or a 503, goes on. */
const PAUSE_MS = 50;

/** Signs users up, and creates the movies that all of them write about. */
export async function someWriters(api: Client, count: number, seed: number): Promise<Writer[]> {
  const owner = await someUser(api);
  const shared: number[] = [];
  for (let movie = 0; movie < 5; movie += 1)
    shared.push((await someMovie(api, owner, { genres: ['Drama'] })).id);
  const writers: Writer[] = [];
  for (let index = 0; index < count; index += 1)
    writers.push(new Writer(await someUser(api), shared, seeded(seed + index)));
  return writers;
}

/** Writers at work, each on a connection of its own. */
export interface Load {
  /** Writes acknowledged since the start. */
  acknowledged(): number;
  /** Why writers got no answer, in the order of time. */
  readonly lastWords: readonly string[];
  /** Waits for that many. */
  reached(acknowledged: number): Promise<void>;
  /** Waits until each writer has ended. @throws what a writer did not foresee */
  ended: Promise<void>;
  /** Lets each writer finish the write under way. @throws what a writer did not foresee */
  stop(): Promise<void>;
}

const running = new Set<Load>();

/** After each test: one that has failed leaves its load behind. */
export const stopEveryLoad = async (): Promise<void> => {
  for (const load of running) await load.stop().catch(() => undefined); // the test was told
};

/** @param onUnknown what a writer does when nobody knows what has become of a write */
export function startLoad(
  origin: string,
  writers: readonly Writer[],
  onUnknown: 'end' | 'go on',
): Load {
  const stopping = new AbortController();
  const lastWords: string[] = [];
  const count = (): number => writers.reduce((sum, { ledger }) => sum + ledger.acknowledged, 0);
  const before = count();
  const run = async (writer: Writer): Promise<void> => {
    const connection = new KeptConnection(origin);
    try {
      while (!stopping.signal.aborted) {
        try {
          await writer.write((method, path, options) => connection.send(method, path, options));
        } catch (error) {
          if (!(error instanceof OutcomeUnknown)) throw error;
          lastWords.push(error.message);
          if (onUnknown === 'end') return;
          await sleep(PAUSE_MS);
        }
      }
    } finally {
      connection.close();
    }
  };
  const ended = Promise.all(writers.map(run)).then(() => undefined);
  ended.catch(() => undefined); // told to whoever waits for it
  const failure = ended.then(() => {
    throw new Error('Every writer has ended');
  });
  failure.catch(() => undefined);
  const load: Load = {
    lastWords,
    acknowledged: () => count() - before,
    reached: async (acknowledged) => {
      while (count() - before < acknowledged) await Promise.race([sleep(5), failure]);
    },
    ended,
    stop: () => {
      stopping.abort();
      running.delete(load);
      return ended;
    },
  };
  running.add(load);
  return load;
}
