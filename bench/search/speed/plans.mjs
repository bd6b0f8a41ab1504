// The plans by which the server's own statements ran, as PostgreSQL's auto_explain notes them: whether
// any of them read a large table from end to end.
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../../table.mjs';
import { worstCases } from './cases.mjs';
import { search, suggest } from './requests.mjs';
import { timed } from './timed.mjs';

const LARGE = ['movies', 'movie_counts', 'movie_search', 'title_words'];
const OF_EACH_KIND = 40;
/** A statement's line may come after its answer. */
const SETTLE_MS = 100;

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_format': 'json',
  'auto_explain.log_nested_statements': 'on',
  // With what really ran: a branch of a plan that was never entered reads nothing.
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
};

/** For sessions that begin from now on. */
export async function explainAll(client) {
  await client.query("LOAD 'auto_explain'"); // else its settings are not known here
  for (const [name, value] of Object.entries(SETTINGS))
    await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await client.query('SELECT pg_reload_conf()');
}

/** @throws where an earlier run was interrupted: plans that are noted make everything slower */
export async function requireUnexplained(client) {
  const { rows } = await client.query('SHOW session_preload_libraries');
  if (rows[0].session_preload_libraries === '') return;
  await explainNoMore(client);
  throw new Error('auto_explain was still on from an interrupted run; now it is off: start again');
}

export async function explainNoMore(client) {
  for (const name of Object.keys(SETTINGS)) await client.query(`ALTER SYSTEM RESET ${name}`);
  await client.query('SELECT pg_reload_conf()');
}

async function readFrom(file, start) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(size - start);
    await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

/** @returns {object[]} the plans in a part of the log; their lines after the first are indented */
export function plansIn(log) {
  return [...log.matchAll(/ plan:\n((?:\t.*\n)+)/g)].map(([, text]) => JSON.parse(text).Plan);
}

const nodes = (plan) => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

function scans(plan) {
  return nodes(plan)
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0)
    .map((node) => node['Relation Name'])
    .filter((relation) => LARGE.includes(relation));
}

/** A check that cannot fail says nothing: it has to see a scan that is made on purpose. */
async function requireSeen(log, client) {
  const { size } = await stat(log);
  await client.query('SELECT count(poster_url) FROM movies');
  await sleep(SETTLE_MS);
  if (
    !plansIn(await readFrom(log, size))
      .flatMap(scans)
      .includes('movies')
  )
    throw new Error('A sequential scan on purpose was not seen');
}

/** @returns {Promise<{ statements: number, scanned: string[] }>} of what the server did for some requests */
async function watch(log, ask, paths) {
  const { size } = await stat(log);
  for (const path of paths) await ask(path);
  await sleep(SETTLE_MS);
  const found = plansIn(await readFrom(log, size));
  return { statements: found.length, scanned: [...new Set(found.flatMap(scans))] };
}

/** @param {object} bench whose server has been started after {@link explainAll} */
export async function plansUsed({ product, client, requests, common }) {
  const log = join(product.databaseDirectory, 'server.log');
  await requireSeen(log, client);
  const kinds = [
    ['details', requests.detail],
    ['titles as typed', requests.typed],
    ['titles with one error', requests.oneError],
    ['titles with two errors', requests.twoErrors],
    ['suggestions', requests.suggest],
  ].map(([name, paths]) => [name, paths.slice(0, OF_EACH_KIND)]);
  const cases = worstCases(common).map(([name, title]) => [name, [search(title), suggest(title)]]);
  const single = timed();
  const ask = (path) => single(product.origin + path);
  const rows = [];
  for (const [name, paths] of [...kinds, ...cases]) {
    const { statements, scanned } = await watch(log, ask, paths);
    rows.push([name, statements, scanned.length === 0 ? 'none' : `**${scanned.join(', ')}**`]);
  }
  // The server's own sessions have to be watched, too.
  if (rows[0][1] === 0) throw new Error('auto_explain noted no statement');
  return [
    `Plans of what ran, by auto_explain: sequential scans of ${LARGE.map((name) => `\`${name}\``).join(', ')}.`,
    table(['requests', 'statements', 'sequential scans'], rows),
  ].join('\n\n');
}
