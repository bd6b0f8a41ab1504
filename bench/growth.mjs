// How latency grows with the number of movies. Usage: npm run bench:growth -- --help
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addActivity } from './activity.mjs';
import { inOwnFolder, say } from './children.mjs';
import { kindsOf } from './growth/kinds.mjs';
import { readGrowthOptions } from './growth/options.mjs';
import { readMovies } from './search/known-titles.mjs';
import { loaded, withDatabase } from './search/loaded.mjs';
import { skewLikes, writeMadeMovies } from './search/made-movies.mjs';
import { timed } from './search/speed/timed.mjs';
import { figure, machine, table } from './table.mjs';
import { median } from './windows.mjs';

const WARM_UP = 10;

const options = readGrowthOptions();
const root = join(import.meta.dirname, '..');

async function fill(client) {
  await skewLikes(client);
  await addActivity(client);
}

/** Starts a server on so many movies. @returns what there is to ask it */
async function prepare(children, folder, movies, count) {
  say(`${count.toLocaleString('en')} movies`);
  const own = join(folder, String(count));
  await mkdir(own);
  const { product } = await loaded({
    children,
    folder: own,
    root,
    name: `server-${count}`,
    kept: options.data && join(options.data, String(count)),
    write: (file) => writeMadeMovies(file, movies, count),
    fill,
  });
  const kinds = await withDatabase(product, kindsOf);
  return { count, kinds, ask: timed(), origin: product.origin };
}

async function timeOne({ ask, origin, kinds }, kind, number) {
  const { paths, name } = kinds[kind];
  const path = paths[number % paths.length];
  const { milliseconds, status } = await ask(origin + path);
  if (status !== 200) throw new Error(`${name}: ${path} answers ${status}`);
  return milliseconds;
}

/** One request at a time, the sizes in turns: what else the machine does meets all of them. */
async function compare(sizes, kind) {
  const times = sizes.map(() => []);
  for (let number = -WARM_UP; number < options.rounds; number += 1) {
    for (const [index, size] of sizes.entries()) {
      const milliseconds = await timeOne(size, kind, number + WARM_UP);
      if (number >= 0) times[index].push(milliseconds);
    }
  }
  return times.map(median);
}

async function main(children, folder) {
  const movies = readMovies(options.catalogue);
  const sizes = [];
  for (const count of options.sizes) sizes.push(await prepare(children, folder, movies, count));
  const rows = [];
  for (const [kind, { name, most }] of sizes[0].kinds.entries()) {
    say(`Measuring ${name}`);
    const medians = await compare(sizes, kind);
    const ratio = medians.at(-1) / medians[0];
    rows.push([name, ...medians.map((each) => figure(each)), `× ${ratio.toFixed(2)}`, `× ${most}`]);
  }
  const heads = sizes.map(({ count }) => `${count.toLocaleString('en')} movies`);
  process.stdout.write(
    `\n${machine()}\n\nMedian latency in ms, one request at a time, ${options.rounds} of each kind, the sizes in turns:\n\n${table(['', ...heads, 'last to first', 'at most'], rows)}\n`,
  );
}

await inOwnFolder(root, main);
