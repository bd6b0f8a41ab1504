// What the product costs beside a bare server on the same database. Usage: npm run bench -- --help
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { addActivity } from './activity.mjs';
import { writeCatalogue } from './catalogue.mjs';
import { inOwnFolder, say } from './children.mjs';
import { endpoints } from './endpoints.mjs';
import { readOptions } from './options.mjs';
import { freePort, Product } from './product.mjs';
import { startReference } from './reference.mjs';
import { requireSameAnswers } from './same-answers.mjs';
import { conditions, figure, loadTable, table } from './table.mjs';
import { memoryMiB } from './usage.mjs';
import { median, Windows } from './windows.mjs';

const STARTS = 5;
const IDLE_MS = 5000;

const options = readOptions();
const root = join(import.meta.dirname, '..');

async function prepare(product, folder) {
  say('Building and migrating');
  await product.build();
  await product.migrate();
  const file = options.catalogue ?? join(folder, 'movies.ndjson');
  if (options.catalogue === undefined) await writeCatalogue(file, options.movies);
  say('Importing');
  return product.import(file);
}

async function timeStarts(product) {
  say(`Starting the server ${STARTS} times`);
  const times = [];
  while (times.length < STARTS) times.push(await product.timeStart());
  return median(times);
}

/** Fills the database up. @returns what is there to ask for */
async function prepareRequests(address) {
  say('Preparing users, likes and comments');
  const client = new pg.Client(address);
  client.on('error', () => undefined); // the server went away: the next query says so
  await client.connect();
  try {
    await addActivity(client);
    return await endpoints(client);
  } finally {
    await client.end();
  }
}

async function underLoad(children, server, address) {
  const { movies, measured, sample } = await prepareRequests(address);
  const reference = await startReference(children, address);
  say('Comparing answers');
  await requireSameAnswers([reference, server], sample);
  const windows = new Windows(children, server.postmaster);
  const lines = [];
  const measure = async (name, paths, servers) => {
    say(`Measuring ${name}`);
    lines.push({ name, sides: await windows.compare(servers, paths, options) });
  };
  for (const { name, paths } of measured) await measure(name, paths, [reference, server]);
  // How far two equal servers seem to differ: less than that is noise.
  await measure('reference against itself, page 1', measured[0].paths, [reference, reference]);
  return { movies, lines };
}

async function main(children, folder) {
  const product = new Product(children, root, join(folder, 'data'), await freePort());
  const imported = await prepare(product, folder);
  const startMs = await timeStarts(product);
  const server = { ...(await product.start()), origin: product.origin };
  await sleep(IDLE_MS);
  const idle = memoryMiB(server.pid, 'VmRSS');

  const { movies, lines } = await underLoad(children, server, product.databaseAddress);
  const loaded = memoryMiB(server.pid, 'VmRSS');

  const rest = [
    [
      `import of ${imported.rows.toLocaleString('en')} rows, whole command`,
      figure(imported.rows / imported.seconds, 'rows/s'),
    ],
    ['import, most memory (RSS)', figure(imported.peakMiB, 'MiB')],
    [`npm start until ready, median of ${STARTS}`, figure(startMs / 1000, 's')],
    ['server, memory (RSS) 5 s after its start', figure(idle, 'MiB')],
    ['server, memory (RSS) after the load', figure(loaded, 'MiB')],
  ];
  process.stdout.write(
    `\n${conditions({ ...options, movies })}\n\n${loadTable(lines)}\n\n${table(['', ''], rest)}\n`,
  );
}

await inOwnFolder(root, main);
