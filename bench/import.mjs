// How fast a catalogue is imported, beside a plain COPY of the same rows. Usage: npm run bench:import -- --help
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCatalogue } from './catalogue.mjs';
import { inOwnFolder, say } from './children.mjs';
import { Databases } from './import/databases.mjs';
import { median, reportOf } from './import/report.mjs';
import { copyBare, writeStored } from './import/plain-copy.mjs';
import { readImportOptions } from './options.mjs';

const options = readImportOptions();
const root = join(import.meta.dirname, '..');

await inOwnFolder(root, async (children, folder) => {
  const databases = new Databases(children, root, folder);
  say('Building, and starting a database');
  await databases.start();
  const file = options.catalogue ?? join(folder, 'catalogue.ndjson');
  if (options.catalogue === undefined) {
    say(`Writing ${options.movies.toLocaleString('en')} movies`);
    await writeCatalogue(file, options.movies);
  }
  const empty = join(folder, 'empty.ndjson');
  await writeFile(empty, '');
  const stored = join(folder, 'stored.copy');

  const rounds = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    say(`Round ${round} of ${options.rounds}`);
    const name = await databases.migrated();
    const product = databases.product(name);
    const start = await product.import(empty, { again: true });
    const first = await databases.measured(name, () => product.import(file));
    if (first.added === 0) throw new Error('Nothing was imported');
    if (round === 1) await writeStored(databases.address(name), stored);
    const again = await databases.measured(name, () => product.import(file, { again: true }));
    if (again.added !== 0) throw new Error(`${again.added} movies were added twice`);
    const copies = [];
    for (const turn of [1, 2]) copies.push(await copyBare(databases.address(name), stored, turn));
    await databases.drop(name);
    rounds.push({ start: start.seconds, first, again, copy: median(copies) });
  }
  process.stdout.write(`\n${reportOf(options, rounds)}\n`);
});
