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

export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  return `Node.js ${process.versions.node}, ${process.platform} ${release()}, ${availableParallelism()} × ${model}`;
}
