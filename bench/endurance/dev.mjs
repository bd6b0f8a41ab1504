// How long `npm run dev` takes from a changed file to an answer of the new code.
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../product.mjs';
import { figure, table } from '../table.mjs';
import { median } from '../windows.mjs';

const LONGEST_MS = 60_000;
/** Between two changes: the process that waits for the next one loads its packages meanwhile. */
const PAUSE_MS = 4000;

export async function dev({ children, folder, root, options }) {
  const port = await freePort();
  const env = { DATA_DIR: join(folder, 'dev'), PORT: String(port), LOG_LEVEL: 'warn' };
  const child = children.start('dev', process.execPath, ['scripts/dev.mjs'], { env });
  const server = { children, child, log: join(folder, 'dev.log'), port };
  await answers(server, 1);
  const times = [];
  for (let number = 0; number < options.times; number += 1) {
    await sleep(PAUSE_MS);
    const started = performance.now();
    const now = new Date();
    utimesSync(join(root, 'src', 'health', 'health.controller.ts'), now, now); // as if it had been saved
    await answers(server, number + 2);
    times.push(performance.now() - started);
  }
  await children.stop(child);
  return table(
    [`\`npm run dev\`: from a change to an answer, ${options.times} times`, 's'],
    [
      ['median', figure(median(times) / 1000)],
      ['least', figure(Math.min(...times) / 1000)],
      ['most', figure(Math.max(...times) / 1000)],
    ],
  );
}

/** Waits until the server has said where it is that many times, and answers. */
async function answers({ children, child, log, port }, starts) {
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    const said = readFileSync(log, 'utf8').match(/^Movie API +http/gm)?.length ?? 0;
    if (said >= starts) break;
    if (!children.isRunning(child) || performance.now() > deadline)
      throw new Error(`npm run dev serves no more:\n${children.output('dev')}`);
    await sleep(5);
  }
  const { status } = await fetch(`http://127.0.0.1:${port}/movies/`);
  if (status !== 200) throw new Error(`npm run dev answers ${status}`);
}
