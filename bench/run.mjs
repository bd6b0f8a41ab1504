// What the product costs beside a bare server, or beside another revision. Usage: npm run bench -- --help
import { join } from 'node:path';
import { inOwnFolder } from './children.mjs';
import { againstReference } from './run/against-reference.mjs';
import { againstRevision } from './run/against-revision.mjs';
import { readRunOptions } from './run/options.mjs';
import { readMovies } from './search/known-titles.mjs';

const options = readRunOptions();
const root = join(import.meta.dirname, '..');

await inOwnFolder(root, async (children, folder) => {
  const bench = { children, folder, root, options, movies: readMovies(options.catalogue) };
  const report = await (options.compare === undefined
    ? againstReference(bench)
    : againstRevision(bench));
  process.stdout.write(`\n${report}\n`);
});
