// Who finds what.
import { figure, table } from '../table.mjs';

const HALVES = { tune: 'The half to tune on', report: 'The half to report' };
const isBeyond = ({ kind }) => kind.startsWith('beyond');
const isExact = ({ kind }) => kind.startsWith('exact');

/** @returns for each query the place of the first relevant movie, `Infinity` for none of the five */
export async function askAll({ ask, name }, queries) {
  const places = new Map();
  let milliseconds = 0;
  for (const query of queries) {
    const started = performance.now();
    const found = await ask(query.text);
    milliseconds += performance.now() - started;
    const place = found.findIndex((movie) => query.relevant.has(movie));
    places.set(query, { place: place < 0 ? Infinity : place + 1, found });
  }
  return { name, places, milliseconds: milliseconds / queries.length };
}

const recall = (places, queries, most) =>
  queries.filter((query) => places.get(query).place <= most).length / queries.length;

const share = (number) => (Number.isNaN(number) ? '–' : number.toFixed(3));

function row(name, queries, answers) {
  const cells = answers.flatMap(({ places }) => [
    share(recall(places, queries, 1)),
    share(recall(places, queries, 5)),
  ]);
  return [name, queries.length, ...cells];
}

function halfTable(half, all, answers) {
  const queries = all.filter((query) => query.half === half);
  const promised = queries.filter((query) => !isBeyond(query));
  const byKind = Map.groupBy === undefined ? grouped(queries) : Map.groupBy(queries, kindOf);
  const lines = [...byKind].map(([kind, some]) => row(kind, some, answers));
  const isPromised = ([kind]) => !kind.startsWith('beyond');
  return table(
    [HALVES[half], 'queries', ...answers.flatMap(({ name }) => [`${name} @1`, '@5'])],
    [
      ...lines.filter(isPromised),
      row('**all that is promised**', promised, answers),
      row('**exact titles**', queries.filter(isExact), answers),
      ...lines.filter((line) => !isPromised(line)),
    ],
  );
}

const kindOf = ({ kind }) => kind;

function grouped(queries) {
  const groups = new Map();
  for (const query of queries) {
    const group = groups.get(query.kind) ?? [];
    group.push(query);
    groups.set(query.kind, group);
  }
  return groups;
}

/** @param {string[]} halves `tune`, `report` or both, a table each */
export function qualityReport(halves, queries, answers) {
  const times = answers.map(({ name, milliseconds }) => `${name} ${figure(milliseconds, 'ms')}`);
  return [
    'Recall: the share of queries with a movie that was meant at place 1, and among the first 5.',
    ...halves.map((half) => halfTable(half, queries, answers)),
    `One query at a time, on average: ${times.join(', ')}.`,
  ].join('\n\n');
}

/**
 * What the product did not have at place 1. Of the half to tune on alone: whoever has read the other
 * half's has nothing left to report.
 */
export function failures(queries, { places }) {
  const failed = queries.filter((query) => query.half === 'tune' && places.get(query).place > 1);
  const lines = failed.map((query) => {
    const { place, found } = places.get(query);
    const meant = [...query.relevant].slice(0, 3).join(' | ');
    const where = place === Infinity ? 'not found' : `at ${place}`;
    return `- ${query.kind}: "${query.text}", ${where}\n  - meant: ${meant}\n  - got: ${found.join(' | ')}`;
  });
  return [`Not at place 1, of the half to tune on: ${failed.length}`, ...lines].join('\n');
}
