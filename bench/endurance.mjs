// How it starts and holds out: overload, a database that fails, a long time. Usage: npm run bench:endurance -- --help
import { join } from 'node:path';
import { inOwnFolder, say } from './children.mjs';
import { dev } from './endurance/dev.mjs';
import { readEnduranceOptions } from './endurance/options.mjs';
import { overload } from './endurance/overload.mjs';
import { recovery } from './endurance/recovery.mjs';
import { soak } from './endurance/soak.mjs';
import { start } from './endurance/start.mjs';
import { readMovies } from './search/known-titles.mjs';
import { machine } from './table.mjs';

const PARTS = { start, dev, overload, recovery, soak };

const options = readEnduranceOptions(Object.keys(PARTS));
const root = join(import.meta.dirname, '..');

await inOwnFolder(root, async (children, folder) => {
  const bench = { children, folder, root, options, movies: readMovies(options.catalogue) };
  process.stdout.write(`\n${machine()}\n`);
  for (const part of options.parts) {
    say(part);
    process.stdout.write(`\n${await PARTS[part](bench)}\n`);
  }
});
