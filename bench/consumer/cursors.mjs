// A page of a list by its number and by cursor, at the beginning and far down.
import { isDeepStrictEqual } from 'node:util';
import { median } from '../windows.mjs';
import { call } from './api.mjs';
import { rateTable } from './report.mjs';

const ORDERINGS = ['-created_at', 'title', '-like_count', 'year'];
const CONNECTIONS = 32;
const PAGE = 20;
const STRIDE = 100;
const FAR_REQUESTS = 5;

/** @returns {Promise<string>} the cursor behind so many rows */
async function walk(list, rows) {
  let cursor = '';
  for (let passed = 0; passed < rows; passed += STRIDE) {
    const answer = await call(`${list}&page_size=${STRIDE}&cursor=${encodeURIComponent(cursor)}`);
    cursor = new URL((await answer.json()).next).searchParams.get('cursor');
  }
  return cursor;
}

/** By number the rows above are passed over each time: too slow for a load. */
async function timeFarPage(list, page) {
  const times = [];
  while (times.length < FAR_REQUESTS) {
    const started = performance.now();
    await (await call(`${list}&page=${page}`)).text();
    times.push(performance.now() - started);
  }
  return median(times);
}

async function requireSameRows(list, one, other) {
  const answers = await Promise.all([one, other].map((query) => call(`${list}&${query}`)));
  const [a, b] = await Promise.all(answers.map((answer) => answer.json()));
  if (!isDeepStrictEqual(a.results, b.results)) throw new Error(`${list}: ${one} is not ${other}`);
}

async function compareOne({ origin, load, sides, windows }, ordering, cursor, farPage) {
  const path = `/movies/?ordering=${ordering}`;
  const list = `${origin}${path}`;
  await requireSameRows(list, 'page=1', 'cursor=');
  await requireSameRows(list, `page=${farPage}`, `cursor=${cursor}`);
  const farMs = await timeFarPage(list, farPage);
  const side = (name, query) => ({
    name,
    drive: (seconds) =>
      load({
        origin,
        requests: [{ path: `${path}&${query}` }],
        connections: CONNECTIONS,
        seconds,
      }),
  });
  const lines = await sides.compare(
    [
      side('page 1', 'page=1'),
      side('cursor, first slice', 'cursor='),
      side(`cursor, ${(farPage - 1).toLocaleString('en')} pages down`, `cursor=${cursor}`),
    ],
    windows,
  );
  return { table: rateTable(`\`ordering=${ordering}\``, lines), farMs };
}

export async function cursors(bench) {
  const { origin, movies, say, windows } = bench;
  const rows = Math.floor(movies / 5 / STRIDE) * STRIDE;
  const farPage = rows / PAGE + 1;
  say(`Walking ${rows} rows down in each order`);
  const found = await Promise.all(
    ORDERINGS.map((ordering) => walk(`${origin}/movies/?ordering=${ordering}`, rows)),
  );
  const tables = [];
  const far = [];
  for (const [index, ordering] of ORDERINGS.entries()) {
    say(`Measuring ordering=${ordering}`);
    const { table, farMs } = await compareOne(bench, ordering, found[index], farPage);
    tables.push(table);
    far.push(`\`${ordering}\` ${Math.round(farMs)} ms`);
  }
  return [
    `Page 1 against cursors: ${CONNECTIONS} connections, ${windows.rounds} × ${windows.seconds} s of each. Far down is row ${rows.toLocaleString('en')}, reached by \`page_size=${STRIDE}\`.`,
    ...tables,
    `The same rows as page ${farPage.toLocaleString('en')} by number, one request at a time, median of ${FAR_REQUESTS}: ${far.join(', ')}.`,
  ].join('\n\n');
}
