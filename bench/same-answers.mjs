import { isDeepStrictEqual } from 'node:util';
import { get } from './http.mjs';

/**
 * Only servers that give the same answers are worth comparing.
 *
 * @param {{ origin: string }[]} servers whose own origin in links does not count
 * @throws {Error} with the first path whose answers differ
 */
export async function requireSameAnswers(servers, paths) {
  for (const path of paths) {
    const [a, b] = await Promise.all(servers.map((server) => answer(server, path)));
    if (!isDeepStrictEqual(a, b)) {
      throw new Error(`${path} differs:\n${JSON.stringify(a)}\n${JSON.stringify(b)}`);
    }
  }
}

async function answer({ origin }, path) {
  const { status, text } = await get(`${origin}${path}`);
  if (status !== 200) throw new Error(`${origin}${path} answers ${status}: ${text}`);
  return JSON.parse(text.replaceAll(origin, 'http://same'));
}
