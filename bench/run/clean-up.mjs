// What the windows have written goes again, so that a size stays the size that it says.
import { CLOSE } from './sessions.mjs';

const STATEMENTS = [
  'DROP SCHEMA IF EXISTS bench_limit CASCADE',
  CLOSE,
  'DELETE FROM mails',
  'DELETE FROM movies USING bench_loaded WHERE created_at > bench_loaded.at',
  'DELETE FROM comments USING bench_loaded WHERE created_at > bench_loaded.at',
  'DELETE FROM likes USING bench_loaded WHERE liked_at > bench_loaded.at',
];

/** @param {import('pg').Client} client on a database that addSkewedActivity() has filled */
export async function cleanUp(client) {
  let gone = 0;
  for (const statement of STATEMENTS) gone += (await client.query(statement)).rowCount ?? 0;
  if (gone > 0) await client.query('VACUUM (ANALYZE)');
  await client.query('CHECKPOINT');
}
