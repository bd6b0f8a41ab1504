// The figures as Markdown.
import { figure, machine, table } from '../table.mjs';
import { CONNECTIONS } from '../windows.mjs';
import { MOST_GROWTH, READ, WRITE } from './targets.mjs';

const number = (count) => count.toLocaleString('en');
const times = (ratio) => (Number.isFinite(ratio) ? `× ${ratio.toFixed(2)}` : '–');
const latency = ({ p50, p99 }) => `${figure(p50)} / ${figure(p99)}`;
const cpuOf = ({ server, database }) => server + database;
const cpu = ({ server, database }) => `${figure(server)} + ${figure(database)}`;

/** A ratio, in bold where it misses its target. */
const aimed = (ratio, isMet) =>
  isMet || !Number.isFinite(ratio) ? times(ratio) : `**${times(ratio)}**`;

/** @param {{ title: string, target?: object, sides: object[] }[]} lines the first side's figures first */
export function windowsTable(heads, names, lines) {
  const [one, other] = names;
  return table(
    [
      heads,
      `${one}, requests/s`,
      `${other}, requests/s`,
      'ratio',
      `${one}, p50 / p99 ms`,
      `${other}, p50 / p99 ms`,
      `${one}, CPU s per 1,000`,
      `${other}, CPU s per 1,000`,
      'ratio',
    ],
    lines.map(({ title, target = {}, sides: [a, b] }) => {
      const [rate, cost] = [b.rate / a.rate, cpuOf(b) / cpuOf(a)];
      return [
        title,
        figure(a.rate),
        figure(b.rate),
        aimed(rate, target.rate === undefined || rate >= target.rate),
        latency(a),
        latency(b),
        cpu(a),
        cpu(b),
        aimed(cost, target.cpu === undefined || cost <= target.cpu),
      ];
    }),
  );
}

export function growthTable(sizes, lines) {
  const rows = lines.map(({ title, medians }) => {
    const ratio = medians.at(-1) / medians[0];
    return [title, ...medians.map((each) => figure(each)), aimed(ratio, ratio <= MOST_GROWTH)];
  });
  return table(
    ['ms', ...sizes.map(({ count }) => `${number(count)} movies`), 'last to first'],
    rows,
  );
}

export function memoryTable(rows) {
  return table(
    ['memory (RSS), MiB', 'product, ready', 'product, at most', 'reference, at most'],
    rows.map(({ count, ready, product, reference }) => [
      `${number(count)} movies`,
      ...[ready, product, reference].map((each) => figure(each)),
    ]),
  );
}

/** How it was measured, and what is aimed at. */
export function conditions({ windows, tool, quick }) {
  const { rounds, seconds } = windows;
  return [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}.`,
    `${CONNECTIONS} connections of ${tool}; ${rounds} windows of ${seconds} s of each side, in turns: medians, and CPU (server + PostgreSQL) over all of them.`,
    ...(quick ? ['Short windows (`--quick`): they show that it works, and measure nothing.'] : []),
  ].join('\n');
}

export const TARGETS = `Targets: reads ${times(READ.rate)} of the reference's requests/s or more at ${times(READ.cpu)} of its CPU or less, writes ${times(WRITE.rate)} or more; latency of the last size ${times(MOST_GROWTH)} of the first one's or less. What misses is **bold**.`;
