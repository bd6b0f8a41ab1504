// What the product's clients notice: cursors, tags, keys, sign-ins. Usage: npm run bench:consumer -- --help
import { join } from 'node:path';
import pg from 'pg';
import { addActivity } from './activity.mjs';
import { writeCatalogue } from './catalogue.mjs';
import { inOwnFolder, say } from './children.mjs';
import { post } from './consumer/api.mjs';
import { conditional } from './consumer/conditional.mjs';
import { cursors } from './consumer/cursors.mjs';
import { keys } from './consumer/keys.mjs';
import { multiply } from './consumer/million.mjs';
import { readConsumerOptions } from './consumer/options.mjs';
import { Sides } from './consumer/sides.mjs';
import { signIns } from './consumer/sign-ins.mjs';
import { freePort, Product } from './product.mjs';
import { Random } from './random.mjs';
import { machine } from './table.mjs';

const IMPORTED = 10_000;
const DETAILS = 300;
const SEED = 1;
const PASSWORD = 'four lighthouses in a row';

const PARTS = { cursors, conditional, keys, 'sign-ins': signIns };

const options = readConsumerOptions();
const root = join(import.meta.dirname, '..');

async function withDatabase(product, work) {
  const client = new pg.Client(product.databaseAddress);
  client.on('error', () => undefined); // the server went away: the next query says so
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function loadMovies(product, folder) {
  say('Building, migrating and importing');
  const imported = Math.min(IMPORTED, options.movies);
  const file = join(folder, 'movies.ndjson');
  await product.build();
  await product.migrate();
  await writeCatalogue(file, imported);
  await product.import(file);
  return imported;
}

/** A user signed up, others with the same password, and a token. */
async function prepareAccounts(origin, client) {
  const username = 'keeper';
  const answer = await post(
    `${origin}/register/`,
    { username, email: 'keeper@example.org', password: PASSWORD },
    {},
    201,
  );
  const { token } = await answer.json();
  const { rows } = await client.query(
    `UPDATE users SET password_hash = keeper.password_hash FROM users AS keeper
     WHERE keeper.username = $1 AND users.password_hash = 'none' RETURNING users.username`,
    [username],
  );
  return { token, accounts: rows.map((row) => ({ username: row.username, password: PASSWORD })) };
}

async function somePaths(client) {
  const random = new Random(SEED);
  const ids = Array.from({ length: DETAILS }, () => random.between(1, options.movies));
  const { rows } = await client.query('SELECT id FROM movies WHERE id = ANY ($1)', [ids]);
  return rows.map(({ id }) => `/movies/${id}/`);
}

async function prepare(product, imported) {
  say(`Filling up to ${options.movies.toLocaleString('en')} movies`);
  return withDatabase(product, async (client) => {
    await multiply(client, imported, options.movies);
    await addActivity(client);
    const details = await somePaths(client);
    const { accounts, token } = await prepareAccounts(product.origin, client);
    await client.query('CHECKPOINT'); // else it happens in some window
    return { details, accounts, token };
  });
}

/** Starts a process of the bench that carries out orders. @returns asks it for one */
function startDriver(children, name) {
  const file = join(import.meta.dirname, 'consumer', `${name}.mjs`);
  const child = children.start(name, process.execPath, [file], { channel: true });
  return (order) => children.ask(child, order);
}

async function main(children, folder) {
  // Mails would be sent while something else is measured.
  const settings = { env: { WORKER: 'off' } };
  const product = new Product(children, root, join(folder, 'data'), await freePort(), settings);
  const imported = await loadMovies(product, folder);
  const server = await product.start();
  const bench = {
    ...options,
    ...(await prepare(product, imported)),
    say,
    server,
    origin: product.origin,
    sides: new Sides(server),
    load: startDriver(children, 'load'),
    reader: startDriver(children, 'reader'),
  };
  process.stdout.write(`${options.movies.toLocaleString('en')} movies; ${machine()}\n`);
  for (const part of options.parts) process.stdout.write(`\n${await PARTS[part](bench)}\n`);
}

await inOwnFolder(root, main);
