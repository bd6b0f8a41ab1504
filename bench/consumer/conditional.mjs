// What a client saves by sending the tag it has.
import { figure } from '../table.mjs';
import { call } from './api.mjs';
import { rateTable } from './report.mjs';

const CONNECTIONS = 32;

/** The same requests with the tags of their answers. */
async function tagged(origin, requests) {
  const known = [];
  for (const { path } of requests) {
    const answer = await call(`${origin}${path}`);
    await answer.text();
    known.push({ path, headers: { 'if-none-match': answer.headers.get('etag') } });
  }
  return known;
}

async function compareOne({ origin, load, sides, windows }, title, paths) {
  const requests = paths.map((path) => ({ path }));
  const side = (name, sent, status) => ({
    name,
    drive: (seconds) => load({ origin, requests: sent, connections: CONNECTIONS, seconds, status }),
  });
  const lines = await sides.compare(
    [side('200', requests, 200), side('304', await tagged(origin, requests), 304)],
    windows,
  );
  const bytes = lines.slice(0, 2).map((line) => figure(line.bytes));
  return [rateTable(title, lines), `Bytes of an answer: ${bytes.join(' against ')}.`];
}

export async function conditional(bench) {
  const { say, details, windows } = bench;
  say('Measuring 304 against 200');
  return [
    `304 against 200: ${CONNECTIONS} connections, ${windows.rounds} × ${windows.seconds} s of each.`,
    ...(await compareOne(bench, '`GET /movies/{id}/`, random ids', details)),
    ...(await compareOne(bench, '`GET /movies/`', ['/movies/'])),
  ].join('\n\n');
}
