import { isDeepStrictEqual } from 'node:util';

/** What differs from row to row, and from one moment to the next. */
const OF_ITS_OWN = ['id', 'created_at', 'updated_at', 'url', 'like_count'];

/**
 * Only servers that give the same answers are worth comparing.
 *
 * @param {{ origin: string }[]} servers whose own origin in links does not count
 * @throws {Error} with the first path whose answers differ
 */
export async function requireSameAnswers(servers, paths) {
  for (const path of paths) {
    const answers = [];
    for (const server of servers) answers.push(await answer(server, { path }));
    requireSame(path, answers);
  }
}

/**
 * As {@link requireSameAnswers}, of requests that write. They are the same but for who writes, since
 * a second like of the same user is none; a repeated one is asked for, too.
 *
 * @param {object[][]} requests for each server its own
 * @returns {Promise<object[][]>} the answers, for each request
 */
export async function requireSameWrites(servers, requests) {
  const written = [];
  for (const [index, { path }] of requests[0].entries()) {
    for (const turn of path.endsWith('/like/') ? ['first', 'again'] : ['first']) {
      const answers = [];
      for (const [side, server] of servers.entries()) {
        answers.push(await answer(server, requests[side][index]));
      }
      requireSame(`${path} (${turn})`, answers.map(withoutItsOwn));
      written.push(answers.map(({ body }) => body));
    }
  }
  return written;
}

function requireSame(what, [one, other]) {
  if (isDeepStrictEqual(one, other)) return;
  throw new Error(`${what} differs:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`);
}

const withoutItsOwn = ({ status, body }) => ({
  status,
  body: Object.fromEntries(Object.entries(body).filter(([name]) => !OF_ITS_OWN.includes(name))),
  names: Object.keys(body),
});

async function answer({ origin }, { path, ...options }) {
  const response = await fetch(origin + path, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${origin}${path} answers ${response.status}: ${text}`);
  return { status: response.status, body: JSON.parse(text.replaceAll(origin, 'http://same')) };
}
