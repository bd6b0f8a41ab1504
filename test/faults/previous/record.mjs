// Records what a version of the API asks the database while it serves one of each write, for the
// test that the schema of the next version still takes it. In a checkout of that version, built:
//
//   node test/faults/previous/record.mjs CHECKOUT REVISION
//
// writes test/faults/previous/statements.json. To be done at each release, with the release.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scenario } from './scenario.mjs';

const [checkout, revision] = process.argv.slice(2);
if (checkout === undefined || revision === undefined)
  throw new Error('node test/faults/previous/record.mjs CHECKOUT REVISION');

/** What any start asks, and looks at no table of ours. */
const OF_THE_START =
  /advisory|version\(\)|current_database|current_schema|information_schema|"?migrations"?|^LISTEN|pg_stats/;

/** Reads are kept once each; what writes, locks or frames a transaction stays where it was. */
function isWorthKeeping({ text }, index, all) {
  if (OF_THE_START.test(text)) return false;
  if (!text.startsWith('SELECT') || /FOR (NO KEY )?UPDATE/.test(text)) return true;
  return all.findIndex((other) => other.text === text) === index;
}

const folder = mkdtempSync(join(tmpdir(), 'movie-api-record-'));
const log = join(folder, 'statements.log');

async function serve(env, during) {
  const child = spawn(
    process.execPath,
    ['--import', join(import.meta.dirname, 'log-statements.mjs'), 'dist/main.js'],
    {
      cwd: resolve(checkout),
      env: {
        ...process.env,
        DATA_DIR: join(folder, 'data'),
        STATEMENT_LOG: log,
        PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const ended = new Promise((done) => child.on('exit', done));
  while (!/^Movie API +(\S+)\/$/m.test(output)) {
    if (child.exitCode !== null) throw new Error(`The server did not start: ${output}`);
    await sleep(50);
  }
  try {
    await during(/^Movie API +(\S+)\/$/m.exec(output)[1]);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

try {
  await serve({ MIGRATE: 'on', WORKER: 'off' }, () => sleep(500)); // migrates; not recorded
  writeFileSync(log, '');
  await serve({ WORKER: 'off', RATE_LIMIT_PER_MINUTE: '100000' }, scenario);
  await serve({ WORKER: 'on', MAIL_CONCURRENCY: '1' }, () => sleep(3000)); // the mails
  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const numbers = new Map(); // connections are numbered in the order in which they come
  const numberOf = (connection) => {
    if (!numbers.has(connection)) numbers.set(connection, numbers.size + 1);
    return numbers.get(connection);
  };
  const outcomes = new Map(
    lines.filter(({ text }) => text === undefined).map((line) => [line.id, line]),
  );
  const statements = lines
    .filter(({ text }) => text !== undefined)
    .map(({ id, connection, text, values }) => ({ id, connection, values, text: text.trim() }))
    .filter(isWorthKeeping)
    .map(({ id, connection, text, values }) => ({
      connection: numberOf(connection),
      text: text.split('\n'),
      values,
      rows: outcomes.get(id)?.rows ?? 0,
      error: outcomes.get(id)?.error, // left out where there was none
    }));
  const about =
    'What a server of that revision asked an empty database while it served test/faults/previous/scenario.mjs; recorded by record.mjs.';
  const file = join(import.meta.dirname, 'statements.json');
  writeFileSync(file, `${JSON.stringify({ about, revision, statements }, null, 1)}\n`);
  process.stdout.write(`${statements.length} statements of ${revision} in ${file}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
