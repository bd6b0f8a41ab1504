// Whether searches find what was meant, and what they cost. Usage: npm run bench:search -- --help
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inOwnFolder, say } from './children.mjs';
import { fuse, miniSearch, product as productEngine } from './search/engines.mjs';
import { KnownTitles, readMovies } from './search/known-titles.mjs';
import { loaded } from './search/loaded.mjs';
import { readSearchOptions } from './search/options.mjs';
import { ORIGINALS } from './search/originals.mjs';
import { askAll, failures, qualityReport } from './search/quality.mjs';
import { makeQueries } from './search/queries.mjs';
import { speed } from './search/speed/speed.mjs';
import { machine } from './table.mjs';

const options = readSearchOptions();
const root = join(import.meta.dirname, '..');
const print = (text) => process.stdout.write(`\n${text}\n`);

async function quality(children, folder) {
  const movies = [...readMovies(options.catalogue), ...ORIGINALS];
  const { product } = await loaded({
    children,
    folder,
    root,
    kept: options.data,
    write: (file) => writeFile(file, movies.map((movie) => `${JSON.stringify(movie)}\n`).join('')),
  });
  say('Making queries');
  const queries = makeQueries(new KnownTitles(movies));
  const asked = queries.filter(({ half }) => options.halves.includes(half));
  const engines = [productEngine(product.origin)];
  if (!options.productOnly) engines.push(miniSearch(movies), fuse(movies));
  const answers = [];
  for (const engine of engines) {
    say(`Asking ${engine.name} ${asked.length} queries`);
    answers.push(await askAll(engine, asked));
  }
  print(`${movies.length.toLocaleString('en')} movies; ${machine()}`);
  print(qualityReport(options.halves, asked, answers));
  if (options.failures) print(failures(asked, answers[0]));
}

await inOwnFolder(root, (children, folder) =>
  options.speed ? speed({ children, folder, root, options, print }) : quality(children, folder),
);
