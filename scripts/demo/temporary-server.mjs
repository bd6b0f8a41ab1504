import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUN = join(import.meta.dirname, '..', 'run.mjs');
const READY = /^Movie API\s+(http\S+?)\/?(?:\s|$)/m;
const LAST_WORDS_MS = 15_000;

/**
 * The API on an empty database of its own, in a temporary folder.
 *
 * @typedef {object} TemporaryServer
 * @property {string} origin
 * @property {string} mails the folder that its mails are written to
 */

/**
 * @template T
 * @param {(server: TemporaryServer) => Promise<T>} use
 * @returns {Promise<T>} when the server has ended and its folder is gone
 */
export async function withTemporaryServer(use) {
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-demo-'));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [RUN, 'server'], {
    cwd: folder, // not where a file .env may be
    env: { PATH, HOME, PORT: '0', DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C is for the demo, which ends the server in good order when that has started.
    detached: true,
  });
  const ended = once(child, 'close');
  try {
    const origin = await ready(child, ended);
    return await use({ origin, mails: join(folder, 'data', 'mail') });
  } finally {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), LAST_WORDS_MS);
    await ended;
    clearTimeout(impatience);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<string>} where it is */
async function ready(child, ended) {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const [, origin] = READY.exec(output) ?? [];
      if (origin !== undefined) resolve(origin);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    ended.then(() => reject(new Error(`The server did not start:\n${output}`)), reject);
  });
}
