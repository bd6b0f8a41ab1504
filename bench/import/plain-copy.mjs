// The limit: the same rows as they are stored, through COPY from a client, into a table without
// index, constraint or trigger.
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

const CHUNK = { highWaterMark: 256 * 1024 };

async function connected(address, work) {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Writes all columns of the imported movies to a file, in COPY's text format. */
export const writeStored = (address, file) =>
  connected(address, async (client) => {
    const rows = client.query(to('COPY (SELECT * FROM movies ORDER BY id) TO STDOUT'));
    await pipeline(rows, createWriteStream(file));
  });

/** @returns {Promise<number>} rows a second */
export const copyBare = (address, file, turn) =>
  connected(address, async (client) => {
    await client.query(`CREATE TABLE bare_${turn} (LIKE movies)`);
    await client.query('CHECKPOINT');
    const copy = client.query(from(`COPY bare_${turn} FROM STDIN`));
    const started = performance.now();
    await pipeline(createReadStream(file, CHUNK), copy);
    const seconds = (performance.now() - started) / 1000;
    await client.query(`DROP TABLE bare_${turn}`);
    return copy.rowCount / seconds;
  });
