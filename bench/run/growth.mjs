// How latency grows with the number of movies.
import { say } from '../children.mjs';
import { mediansInTurns } from '../growth/turns.mjs';
import { growthTable } from './report.mjs';

/** @param {object[]} sizes see databases.mjs, smallest first */
export async function growth(sizes, rounds) {
  const lines = [];
  for (const [index, { title }] of sizes[0].endpoints.entries()) {
    say(`Measuring growth: ${title}`);
    const requestOf = ({ endpoints }, number) => endpoints[index].requests.at(number);
    lines.push({ title, medians: await mediansInTurns(sizes, requestOf, rounds) });
  }
  return [
    `Median latency of the product, one request at a time, ${rounds} of each, the sizes in turns:`,
    growthTable(sizes, lines),
  ].join('\n\n');
}
