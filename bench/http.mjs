import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 10_000;

/** One request on a connection of its own, so that none is left open when a server stops. */
export function get(url) {
  return new Promise((done, failed) => {
    const request = http.get(url, { agent: false, timeout: TIMEOUT_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => done({ status: response.statusCode, text }));
      response.on('error', failed);
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', failed);
  });
}

/**
 * Waits for the first 200.
 *
 * @param {() => boolean} isThere whether there is still somebody to wait for
 */
export async function untilOk(url, isThere) {
  const deadline = Date.now() + 6 * TIMEOUT_MS;
  for (;;) {
    const answer = await get(url).catch(() => undefined); // refused: it does not listen yet
    if (answer?.status === 200) return;
    if (!isThere() || Date.now() > deadline) throw new Error(`${url} did not come up`);
    await sleep(5);
  }
}
