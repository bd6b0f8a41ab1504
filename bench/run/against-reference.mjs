// The product beside the reference, at each size.
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../children.mjs';
import { loadOf } from '../load/load.mjs';
import { startReference } from '../reference.mjs';
import { memoryMiB } from '../usage.mjs';
import { Windows } from '../windows.mjs';
import { knownDetails } from './conditional.mjs';
import { databaseOf, leave } from './databases.mjs';
import { growth } from './growth.mjs';
import { conditions, memoryTable, TARGETS, windowsTable } from './report.mjs';
import { requireSameWork } from './same-work.mjs';
import { SECRET } from './sessions.mjs';

const IDLE_MS = 3000;

export async function againstReference(bench) {
  const { root, folder, children, options } = bench;
  const load = loadOf(children, folder);
  const sizes = [];
  for (const count of options.sizes) {
    const size = await databaseOf(bench, { count, root });
    await sleep(IDLE_MS);
    sizes.push({ ...size, ready: memoryMiB(size.server.pid, 'VmRSS') });
  }
  const parts = [conditions({ ...options, tool: load.tool }), TARGETS];
  const grown = sizes.length > 1 ? await growth(sizes, options.growthRounds) : undefined;
  const memory = [];
  for (const size of sizes) {
    const { text, ...most } = await measured(bench, new Windows(load), size);
    parts.push(text);
    memory.push({ ...size, ...most });
    await leave(size);
  }
  if (grown !== undefined) parts.push(grown);
  return [...parts, memoryTable(memory)].join('\n\n');
}

async function measured({ children, options }, windows, size) {
  const { count, address, server, endpoints } = size;
  const { postmaster } = server;
  const reference = await startReference(children, { address, postmaster, secret: SECRET });
  say(`Comparing answers among ${count.toLocaleString('en')} movies`);
  await requireSameWork([reference, server], size);
  const measure = async (title, target, sides) => {
    say(`Measuring ${title}`);
    await size.client.query('CHECKPOINT'); // else it happens in some window
    return { title, target, sides: await windows.compare(sides, options.windows) };
  };
  const side = (one, requests) => ({ server: one, requests: (seconds) => requests.next(seconds) });

  const own = await againstItself(size, options, measure, side);
  const lines = [];
  for (const { title, target, requests } of endpoints) {
    lines.push(await measure(title, target, [side(reference, requests), side(server, requests)]));
  }
  const most = {
    product: memoryMiB(server.pid, 'VmHWM'),
    reference: memoryMiB(reference.pid, 'VmHWM'),
  };
  await children.stop(reference.child);
  const tables = [
    ...(lines.length > 0 ? [windowsTable(movies(count), ['reference', 'product'], lines)] : []),
    windowsTable('the product against itself', ['one', 'other'], own),
  ];
  return { text: tables.join('\n\n'), ...most };
}

const movies = (count) => `${count.toLocaleString('en')} movies`;

/** How far two equal servers seem to differ (less than that is noise); and what a 304 saves. */
async function againstItself(size, options, measure, side) {
  const { server, details, endpoints } = size;
  const [{ title, requests }] = endpoints.length > 0 ? endpoints : [details];
  const twice = [side(server, requests), side(server, requests)];
  const lines = [await measure(`${title}, twice (A/A)`, undefined, twice)];
  if (options.only.includes('detail-304')) {
    const known = await knownDetails(size);
    const sides = [side(server, details.requests), side(server, known)];
    lines.push(await measure('detail, and detail with `If-None-Match` (304)', undefined, sides));
  }
  return lines;
}
