// The product on a database that has a catalogue, kept for the next run where that is wanted.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { say } from '../children.mjs';
import { freePort, Product } from '../product.mjs';

/**
 * @param {object} options
 * @param {string} [options.name] of the server's output file
 * @param {object} [options.env] further settings of the server
 * @param {string} [options.kept] the data's folder, if it is to stay
 * @param {(file: string) => Promise<void>} options.write the catalogue, as NDJSON
 * @param {(client: import('pg').Client) => Promise<void>} [options.fill] what is done to it once loaded
 */
export async function loaded({ children, folder, root, name, env, kept, write, fill }) {
  const data = kept ?? join(folder, 'data');
  const settings = { name, env: { WORKER: 'off', ...env } };
  const product = new Product(children, root, data, await freePort(), settings);
  say('Building and migrating');
  await product.build();
  // Written last: a load that was interrupted is not taken for a whole one.
  const mark = join(data, 'bench-loaded');
  if (existsSync(mark)) {
    await product.migrate();
  } else {
    if (existsSync(data)) throw new Error(`${data} is there already, and not of this bench`);
    await mkdir(data, { recursive: true });
    await product.migrate();
    const file = join(folder, 'movies.ndjson');
    await write(file);
    say('Importing');
    await product.import(file);
  }
  const server = await product.start();
  if (!existsSync(mark)) {
    await withDatabase(product, async (client) => {
      await fill?.(client);
      await client.query('VACUUM (ANALYZE)'); // autovacuum would come in some window
      await client.query('CHECKPOINT');
    });
    await writeFile(mark, '');
  }
  return { product, server };
}

export async function withDatabase(product, work) {
  const client = new pg.Client(product.databaseAddress);
  client.on('error', () => undefined); // the server went away: the next query says so
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
