// Filtered lists: page 1 and the exact count. Usage: npm run bench:filters -- --help
import { join } from 'node:path';
import pg from 'pg';
import { writeCatalogue } from './catalogue.mjs';
import { inOwnFolder, say } from './children.mjs';
import { multiply } from './consumer/million.mjs';
import { combinations, ORDERINGS } from './filters/combinations.mjs';
import { withoutIndexes } from './filters/indexes.mjs';
import { people, skew } from './filters/skew.mjs';
import { get } from './http.mjs';
import { readFilterOptions } from './options.mjs';
import { freePort, Product } from './product.mjs';
import { figure, machine, table } from './table.mjs';

const IMPORTED = 10_000;
const ROUNDS = 5;

const options = readFilterOptions();
const root = join(import.meta.dirname, '..');

async function fill(product, folder) {
  say('Building, migrating and importing');
  const imported = Math.min(IMPORTED, options.movies);
  const file = options.catalogue ?? join(folder, 'movies.ndjson');
  await product.build();
  await product.migrate();
  if (options.catalogue === undefined) await writeCatalogue(file, imported);
  const { rows } = await product.import(file);
  return options.catalogue === undefined ? imported : rows;
}

async function prepare(product, imported) {
  say(`Filling up to ${options.movies.toLocaleString('en')} movies`);
  const client = new pg.Client(product.databaseAddress);
  await client.connect();
  try {
    await client.query("SET maintenance_work_mem = '512MB'");
    await skew(client);
    await withoutIndexes(client, () => multiply(client, imported, options.movies));
    const users = await people(client);
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT'); // else it happens in some round
    return users;
  } finally {
    await client.end();
  }
}

/** Milliseconds of a request, and how many movies the list has. */
async function timed(url) {
  const started = performance.now();
  const { status, text } = await get(url);
  const milliseconds = performance.now() - started;
  if (status !== 200) throw new Error(`${url} answers ${status}:\n${text}`);
  return { milliseconds, count: JSON.parse(text).count };
}

async function measure(origin, { name, query }) {
  const cells = [];
  let count;
  for (const ordering of ORDERINGS) {
    const times = [];
    const url = `${origin}/movies/?${query}&ordering=${ordering}`;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const answer = await timed(url);
      if (round > 0) times.push(answer.milliseconds); // the first one warms up
      count = answer.count;
    }
    cells.push(figure(Math.min(...times)));
  }
  return [name, count.toLocaleString('en'), ...cells];
}

async function main(children, folder) {
  const settings = { env: { WORKER: 'off' } };
  const product = new Product(children, root, join(folder, 'data'), await freePort(), settings);
  const imported = await fill(product, folder);
  await product.start();
  const users = await prepare(product, imported);
  say('Measuring');
  const rows = [];
  for (const combination of combinations(users)) {
    rows.push(await measure(product.origin, combination));
  }
  const requests = `the quickest of ${ROUNDS} requests, one at a time`;
  process.stdout.write(
    `${options.movies.toLocaleString('en')} movies; ${requests}; ${machine()}\n\n`,
  );
  process.stdout.write(
    `${table(['page 1 and count, ms', 'movies', ...ORDERINGS.map((o) => `\`${o}\``)], rows)}\n`,
  );
}

await inOwnFolder(root, main);
