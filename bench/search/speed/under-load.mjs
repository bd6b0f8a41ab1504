// Searches under load, beside details in the same rounds.
import { join } from 'node:path';
import { Sides } from '../../consumer/sides.mjs';
import { get } from '../../http.mjs';
import { figure, table } from '../../table.mjs';

const CONNECTIONS = [32, 8];
const KINDS = [
  ['`GET /movies/{id}/`', 'detail'],
  ['a title as typed', 'typed'],
  ['with one error', 'oneError'],
  ['with two errors', 'twoErrors'],
  ['suggestions, letter by letter', 'suggest'],
];
const HEADS = [
  'requests/s',
  'p50 / p99 ms',
  'p99, ratio to the detail’s',
  'half of the rounds',
  'CPU s per 1,000: server + PostgreSQL',
];

const times = (number) => `× ${number.toFixed(2)}`;

const row = ({ name, rate, p50, p99, ratios, cpuPerThousand: cpu }) => [
  name,
  figure(rate),
  `${figure(p50)} / ${figure(p99)}`,
  times(ratios.p99.middle),
  `${ratios.p99.low.toFixed(2)} – ${ratios.p99.high.toFixed(2)}`,
  `${figure(cpu.server)} + ${figure(cpu.database)}`,
];

/** Starts the process that makes the load. @returns asks it for some */
function startLoad(children) {
  const file = join(import.meta.dirname, '..', '..', 'consumer', 'load.mjs');
  const child = children.start('load', process.execPath, [file], { channel: true });
  return (order) => children.ask(child, order);
}

export async function underLoad({ children, origin, server, requests, windows, say }) {
  const load = startLoad(children);
  const sides = new Sides(server);
  const { status } = await get(`${origin}${requests.suggest[0]}`);
  const kinds = KINDS.filter(([, kind]) => kind !== 'suggest' || status === 200);
  const tables = [];
  for (const connections of CONNECTIONS) {
    say(`Measuring with ${connections} connections`);
    const lines = await sides.compare(
      kinds.map(([name, kind]) => ({
        name,
        drive: (seconds) =>
          load({
            origin,
            requests: requests[kind].map((path) => ({ path })),
            connections,
            seconds,
          }),
      })),
      windows,
    );
    tables.push(table([`${connections} connections`, ...HEADS], lines.map(row)));
  }
  const note =
    status === 200 ? [] : [`\`GET /movies/suggest/\` answers ${status}: it was not measured.`];
  return [
    `Under load: ${windows.rounds} × ${windows.seconds} s of each, in turns; ${requests.typed.length} different titles.`,
    ...tables,
    ...note,
  ].join('\n\n');
}
