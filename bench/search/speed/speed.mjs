// What searches cost, among many movies.
import { say } from '../../children.mjs';
import { readMovies } from '../known-titles.mjs';
import { loaded, withDatabase } from '../loaded.mjs';
import { skewLikes, writeMadeMovies } from '../made-movies.mjs';
import { machine } from '../../table.mjs';
import { explainAll, explainNoMore, plansUsed, requireUnexplained } from './plans.mjs';
import { requestsOf } from './requests.mjs';
import { sizes } from './sizes.mjs';
import { underLoad } from './under-load.mjs';
import { commonestWord, worst } from './worst.mjs';
import { writes } from './writes.mjs';

/** In this order: what is measured comes before what writes, and what needs another start comes last. */
const PARTS = { load: underLoad, worst, sizes, writes };

/** The server starts anew, so that all its sessions have their plans noted. */
async function withPlans(bench) {
  const { children, product, server } = bench;
  await withDatabase(product, explainAll);
  await children.stop(server.child);
  await product.start();
  try {
    return await withDatabase(product, (client) => plansUsed({ ...bench, client }));
  } finally {
    await withDatabase(product, explainNoMore);
  }
}

export async function speed({ children, folder, root, options, print }) {
  const { catalogue, data: kept, movies, parts, windows } = options;
  const { product, server } = await loaded({
    children,
    folder,
    root,
    kept,
    write: (file) => writeMadeMovies(file, readMovies(catalogue), movies),
    fill: skewLikes,
  });
  await withDatabase(product, requireUnexplained);
  print(`${movies.toLocaleString('en')} movies; ${machine()}`);
  const prepared = await withDatabase(product, async (client) => ({
    requests: await requestsOf(client),
    common: await commonestWord(client),
  }));
  const bench = { ...prepared, children, product, origin: product.origin, server, windows, say };
  for (const [name, measure] of Object.entries(PARTS)) {
    if (!parts.includes(name)) continue;
    say(`Measuring: ${name}`);
    print(await withDatabase(product, (client) => measure({ ...bench, client })));
  }
  if (!parts.includes('plans')) return;
  say('Looking at plans');
  print(await withPlans(bench));
}
