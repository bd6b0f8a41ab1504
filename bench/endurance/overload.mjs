// As many connections as the product can serve, and ten times as many, in turns.
import { setTimeout as sleep } from 'node:timers/promises';
import { loadOf } from '../load/load.mjs';
import { databaseOf, leave } from '../run/databases.mjs';
import { figure, table } from '../table.mjs';
import { memoryMiB } from '../usage.mjs';
import { median } from '../windows.mjs';

/** With this limit so many requests are worked at, and ten times as many wait. */
const SERVED = 64;
const TIMES = 10;
const MOVIES = 10_000;
/** Those that were told to come back are told to wait for two seconds; the next window is not theirs. */
const SETTLE_MS = 1000;

export async function overload(bench) {
  const { children, folder, root, options } = bench;
  const load = loadOf(children, folder);
  const env = { MAX_REQUESTS: String(SERVED) };
  const size = await databaseOf(bench, { count: MOVIES, root, revision: 'overload', env });
  const before = memoryMiB(size.server.pid, 'VmRSS');
  const rows = [];
  for (const { title, requests } of size.endpoints) {
    const drive = async (connections) => {
      await sleep(SETTLE_MS);
      const order = { origin: size.origin, requests: requests.next(options.seconds), connections };
      const result = await load.drive({ ...order, seconds: options.seconds });
      const served = result.requests - result.failures;
      return { ...result, rate: served / result.seconds };
    };
    await drive(SERVED);
    const windows = { few: [], many: [] };
    for (let round = 0; round < options.rounds; round += 1) {
      windows.few.push(await drive(SERVED));
      windows.many.push(await drive(SERVED * TIMES));
    }
    const of = (kind, field) => median(windows[kind].map((window) => window[field]));
    rows.push([
      title,
      figure(of('few', 'rate')),
      figure(of('many', 'rate')),
      `× ${(of('many', 'rate') / of('few', 'rate')).toFixed(2)}`,
      figure(of('many', 'failures') / (of('many', 'requests') || 1)),
      `${figure(of('few', 'p99'))} / ${figure(of('many', 'p99'))}`,
    ]);
  }
  const most = memoryMiB(size.server.pid, 'VmHWM');
  await leave(size);
  const heads = [
    `${SERVED} and ${SERVED * TIMES} connections`,
    'served/s',
    'served/s, ten times',
    'ratio',
    'refused, share',
    'p99 ms',
  ];
  return `${table(heads, rows)}\n\n\`MAX_REQUESTS=${SERVED}\`; memory (RSS) ${figure(before, 'MiB')} before, ${figure(most, 'MiB')} at most.`;
}
