// The load, from a process of its own: what it costs is not on the account of what is measured.
// wrk where it is installed: it needs a fraction of autocannon's CPU, of which a small machine has
// none to spare. autocannon elsewhere.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LUA = join(import.meta.dirname, 'wrk.lua');
/** What is late is slow, and no failure: autocannon, too, waits so long. */
const SETTINGS = ['-s', LUA, '--timeout', '10s'];
const AUTOCANNON = join(import.meta.dirname, 'autocannon.mjs');

/**
 * @typedef {object} Request
 * @property {string} [method] `GET` if not given
 * @property {string} path
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 *
 * @typedef {object} Order
 * @property {string} origin
 * @property {Request[]} requests sent in turns, and from the beginning again
 * @property {number} connections
 * @property {number} seconds
 *
 * @typedef {object} Result p50 and p99 in milliseconds
 */

/** @returns {{ tool: string, drive: (order: Order) => Promise<Result> }} */
export function loadOf(children, folder) {
  return hasWrk()
    ? { tool: 'wrk', drive: (order) => driveWrk(children, folder, order) }
    : { tool: 'autocannon', drive: autocannonOf(children) };
}

function hasWrk() {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error.code !== 'ENOENT'; // it ends with 1 when asked for its version
  }
}

async function driveWrk(children, folder, { origin, requests, connections, seconds }) {
  const file = join(folder, 'requests');
  const { host } = new URL(origin);
  await writeFile(file, requests.map((request) => written(host, request)).join(''));
  const settings = ['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`];
  const output = await children.run('wrk', 'wrk', [...settings, ...SETTINGS, origin, '--', file]);
  const [, result] = /^result:(.+)$/m.exec(output) ?? [];
  if (result === undefined) throw new Error(`wrk printed no result:\n${output}`);
  return JSON.parse(result);
}

/** A request's bytes, behind their number. */
function written(host, { method = 'GET', path, headers = {}, body }) {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  const text = `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
  return `${Buffer.byteLength(text)}\n${text}`;
}

function autocannonOf(children) {
  const child = children.start('load', process.execPath, [AUTOCANNON], { channel: true });
  return (order) => children.ask(child, order);
}
