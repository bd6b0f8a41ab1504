// The figures as Markdown.
import { availableParallelism, cpus, release } from 'node:os';

const NONE = '–';

/** Three digits that mean something; a dash for what could not be measured. */
export function figure(number, unit = '') {
  if (number === undefined || Number.isNaN(number)) return NONE;
  const text =
    number >= 100 ? Math.round(number).toLocaleString('en') : Number(number.toPrecision(3));
  return unit === '' ? `${text}` : `${text} ${unit}`;
}

const row = (cells) => `| ${cells.join(' | ')} |`;

export function table(heads, rows) {
  return [
    row(heads),
    row(heads.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...rows.map(row),
  ].join('\n');
}

const HEADS = [
  '32 connections',
  'reference, requests/s',
  'product, requests/s',
  'ratio',
  'reference, p50 / p99 ms',
  'product, p50 / p99 ms',
  'reference, CPU s per 1,000',
  'product, CPU s per 1,000',
];

const latency = ({ p50, p99 }) => `${figure(p50)} / ${figure(p99)}`;
const cpu = ({ server, database }) => `${figure(server)} + ${figure(database)}`;

/** @param {{ name: string, sides: object[] }[]} lines the reference's figures first */
export function loadTable(lines) {
  const cells = lines.map(({ name, sides: [a, b] }) => [
    name,
    figure(a.rate),
    figure(b.rate),
    `× ${(b.rate / a.rate).toFixed(2)}`,
    latency(a),
    latency(b),
    cpu(a),
    cpu(b),
  ]);
  return `${table(HEADS, cells)}\n\nCPU: of the server + of PostgreSQL.`;
}

export function conditions({ movies, rounds, seconds }) {
  return `${movies.toLocaleString('en')} movies; ${rounds} windows of ${seconds} s for each server, in turns; ${machine()}`;
}

export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  return `Node.js ${process.versions.node}, ${process.platform} ${release()}, ${availableParallelism()} × ${model}`;
}
