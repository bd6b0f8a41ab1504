// What the windows have written goes again, so that a size stays the size that it says.
import { CLOSE } from './sessions.mjs';

const BESIDE = ['DROP SCHEMA IF EXISTS bench_limit CASCADE', CLOSE, 'DELETE FROM mails'];

const WRITTEN = [
  'DELETE FROM movies USING bench_loaded WHERE created_at > bench_loaded.at',
  'DELETE FROM comments USING bench_loaded WHERE created_at > bench_loaded.at',
  'DELETE FROM likes USING bench_loaded WHERE liked_at > bench_loaded.at',
];

/** @param {import('pg').Client} client on a database that addSkewedActivity() has filled */
export async function cleanUp(client) {
  for (const statement of BESIDE) await client.query(statement);
  let gone = 0;
  for (const statement of WRITTEN) gone += (await client.query(statement)).rowCount;
  if (gone > 0) await client.query('VACUUM (ANALYZE)');
  await client.query('CHECKPOINT');
}
