// The product on a database of one size.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { say } from '../children.mjs';
import { loaded } from '../search/loaded.mjs';
import { writeMadeMovies } from '../search/made-movies.mjs';
import { timed } from '../search/speed/timed.mjs';
import { addSkewedActivity } from './activity.mjs';
import { cleanUp } from './clean-up.mjs';
import { endpointsOf } from './endpoints.mjs';
import { SECRET } from './sessions.mjs';

/**
 * Starts the product, on a new database or on one that was kept.
 *
 * @param {object} bench children, folder, movies to make titles of, options
 * @param {{ count: number, root: string, revision?: string, env?: object }} of `env`: further settings
 */
export async function databaseOf(
  { children, folder, movies, options },
  { count, root, revision, env },
) {
  say(`${count.toLocaleString('en')} movies${revision === undefined ? '' : ` at ${revision}`}`);
  const name = [revision, count].filter((part) => part !== undefined).join('-');
  const own = join(folder, name);
  await mkdir(own);
  const { product, server } = await loaded({
    children,
    folder: own,
    root,
    name: `server-${name}`,
    env: { JWT_SECRET: SECRET, ...env },
    kept: options.data && join(options.data, name),
    write: (file) => writeMadeMovies(file, movies, count),
    fill: addSkewedActivity,
  });
  const client = new pg.Client(product.databaseAddress);
  client.on('error', () => undefined); // the server went away: the next query says so
  await client.connect();
  await cleanUp(client); // of a run that was interrupted
  const { origin, databaseAddress: address } = product;
  const endpoints = await endpointsOf(client, count);
  return {
    count,
    client,
    address,
    origin,
    server: { ...server, origin },
    endpoints: endpoints.filter((endpoint) => options.only.includes(endpoint.name)),
    details: endpoints.find((endpoint) => endpoint.name === 'detail'),
    ask: timed(),
  };
}

/** Removes what has been written, and ends the connection; the server stays. */
export async function leave({ client }) {
  await cleanUp(client);
  await client.end();
}
