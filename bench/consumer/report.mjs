// The figures as Markdown.
import { figure, table } from '../table.mjs';

const HEADS = [
  'requests/s',
  'ratio',
  'half of the rounds',
  'p50 / p99 ms',
  'CPU s per 1,000: server + PostgreSQL',
];
const STORM_HEADS = [
  'p50 / p99 ms of the reads',
  'p99, ratio',
  'half of the rounds',
  'sign-ins/s',
  'cores busy: server + PostgreSQL',
];

const times = (number) => `× ${number.toFixed(2)}`;
const range = ({ low, high }) => `${low.toFixed(2)} – ${high.toFixed(2)}`;
const latency = ({ p50, p99 }) => `${figure(p50)} / ${figure(p99)}`;
const cpu = ({ server, database }) => `${figure(server)} + ${figure(database)}`;

/** @param {object[]} lines of `Sides.compare` */
export const rateTable = (title, lines) =>
  table(
    [title, ...HEADS],
    lines.map((line) => [
      line.name,
      figure(line.rate),
      times(line.ratios.rate.middle),
      range(line.ratios.rate),
      latency(line),
      cpu(line.cpuPerThousand),
    ]),
  );

/** @param {object[]} lines of `Sides.compare` */
export const stormTable = (title, lines) =>
  table(
    [title, ...STORM_HEADS],
    lines.map((line) => [
      line.name,
      latency(line),
      times(line.ratios.p99.middle),
      range(line.ratios.p99),
      figure(line.stormRate),
      cpu(line.cores),
    ]),
  );
