// The worst cases one at a time, with nobody else there.
import { figure, table } from '../../table.mjs';
import { median, percentile } from '../../windows.mjs';
import { timed } from './timed.mjs';
import { worstCases } from './cases.mjs';
import { search, suggest } from './requests.mjs';

const TIMES = 15;
/** Slow ones are asked less often. */
const LONGEST_MS = 5000;

async function timeAll(ask, url) {
  const answers = [];
  const ends = performance.now() + LONGEST_MS;
  while (answers.length < TIMES && (answers.length === 0 || performance.now() < ends))
    answers.push(await ask(url));
  const all = answers.map(({ milliseconds }) => milliseconds);
  const { status, body } = answers[0];
  return { p50: median(all), most: percentile(all, 100), status, count: body?.count };
}

function shown({ p50, most, status }) {
  if (status === undefined) return `**none within ${figure(most / 1000, 's')}**`;
  return status === 200 ? `${figure(p50)} / ${figure(most)}` : `(${status})`;
}

/** What nobody waits for any more goes on in the database, and would slow down what comes next. */
const CANCEL = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** The word that the most titles have, and which is none of those that stand in every title. */
export async function commonestWord(client) {
  const { rows } = await client.query(`
    SELECT lower(word) AS word FROM movies
    CROSS JOIN regexp_split_to_table(title, '\\W+') AS word
    WHERE length(word) > 3 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`);
  return rows[0]?.word ?? 'love';
}

export async function worst({ origin, client, requests, common }) {
  const single = timed();
  const ask = async (url) => {
    const answer = await single(url);
    if (answer.status === undefined) await client.query(CANCEL);
    return answer;
  };
  const rows = [];
  for (const [name, title] of worstCases(common)) {
    const found = await timeAll(ask, origin + search(title));
    const suggested = await timeAll(ask, origin + suggest(title));
    rows.push([name, figure(found.count), shown(found), shown(suggested)]);
  }
  const details = await timeAll(ask, origin + requests.detail[0]);
  rows.push(['`GET /movies/{id}/`, for comparison', '', shown(details), '']);
  return [
    `The worst cases, one request at a time, ${TIMES} of each:`,
    table(['typed', 'movies found', 'search, median / most ms', 'suggest, median / most ms'], rows),
  ].join('\n\n');
}
