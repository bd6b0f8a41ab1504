// How latency grows with the number of movies. Usage: npm run bench:growth -- --help
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addActivity } from './activity.mjs';
import { inOwnFolder, say } from './children.mjs';
import { kindsOf } from './growth/kinds.mjs';
import { readGrowthOptions } from './growth/options.mjs';
import { mediansInTurns } from './growth/turns.mjs';
import { readMovies } from './search/known-titles.mjs';
import { loaded, withDatabase } from './search/loaded.mjs';
import { skewLikes, writeMadeMovies } from './search/made-movies.mjs';
import { timed } from './search/speed/timed.mjs';
import { figure, machine, table } from './table.mjs';

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

async function main(children, folder) {
  const movies = readMovies(options.catalogue);
  const sizes = [];
  for (const count of options.sizes) sizes.push(await prepare(children, folder, movies, count));
  const rows = [];
  for (const [kind, { name, most }] of sizes[0].kinds.entries()) {
    say(`Measuring ${name}`);
    const requestOf = ({ kinds }, number) => {
      const { paths } = kinds[kind];
      return { path: paths[number % paths.length] };
    };
    const medians = await mediansInTurns(sizes, requestOf, options.rounds);
    const ratio = medians.at(-1) / medians[0];
    rows.push([name, ...medians.map((each) => figure(each)), `× ${ratio.toFixed(2)}`, `× ${most}`]);
  }
  const heads = sizes.map(({ count }) => `${count.toLocaleString('en')} movies`);
  process.stdout.write(
    `\n${machine()}\n\nMedian latency in ms, one request at a time, ${options.rounds} of each kind, the sizes in turns:\n\n${table(['', ...heads, 'last to first', 'at most'], rows)}\n`,
  );
}

await inOwnFolder(root, main);
