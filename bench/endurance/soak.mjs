// A mixture of requests for a long time: whether memory grows, and whether anything fails.
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseOf, leave } from '../run/databases.mjs';
import { figure, table } from '../table.mjs';
import { memoryMiB } from '../usage.mjs';

const MOVIES = 10_000;
const CONNECTIONS = 16;
/** Milliseconds between two requests of a connection. */
const PAUSE_MS = 20;
/** Until what is made once has been made. */
const WARM_UP_MS = 60_000;
/** Each of four endpoints in turns; many reads for a write. */
const MIXTURE = ['detail', 'list-1', 'detail', 'like', 'detail', 'list-1', 'detail', 'comment'];

export async function soak(bench) {
  const { root, options } = bench;
  const size = await databaseOf(bench, { count: MOVIES, root, revision: 'soak' });
  const byName = new Map(size.endpoints.map((endpoint) => [endpoint.name, endpoint.requests]));
  const until = Date.now() + options.minutes * 60_000;
  const answers = { good: 0, bad: 0 };
  const ask = async ({ path, ...request }) => {
    const response = await fetch(size.origin + path, request);
    await response.arrayBuffer();
    answers[response.ok ? 'good' : 'bad'] += 1;
  };
  const connection = async (number) => {
    for (let turn = number; Date.now() < until; turn += 1) {
      const requests = byName.get(MIXTURE[turn % MIXTURE.length]);
      await ask(requests.at(turn * CONNECTIONS + number)).catch(() => (answers.bad += 1));
      await sleep(PAUSE_MS);
    }
  };
  const memory = [];
  const note = async () => {
    await sleep(Math.min(WARM_UP_MS, (options.minutes * 60_000) / 4));
    while (Date.now() < until) {
      memory.push(memoryMiB(size.server.pid, 'VmRSS'));
      await sleep(5000);
    }
  };
  await Promise.all([
    note(),
    ...Array.from({ length: CONNECTIONS }, (_, number) => connection(number)),
  ]);
  const most = memoryMiB(size.server.pid, 'VmHWM');
  await leave(size);
  const tenth = Math.max(1, Math.floor(memory.length / 10));
  const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return table(
    [`soak of ${options.minutes} minutes`, ''],
    [
      ['requests answered', figure(answers.good)],
      ['requests failed', String(answers.bad)],
      ['memory (RSS), first tenth', figure(mean(memory.slice(0, tenth)), 'MiB')],
      ['memory (RSS), last tenth', figure(mean(memory.slice(-tenth)), 'MiB')],
      ['memory (RSS), at most', figure(most, 'MiB')],
    ],
  );
}
