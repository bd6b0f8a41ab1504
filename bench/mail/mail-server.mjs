import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
const PATIENCE_MS = 5 * 60_000;

/** A mail server that works. */
export class MailServer {
  #children;
  #child;

  static async start(children, delayMs = 0) {
    const file = join(import.meta.dirname, 'smtp.mjs');
    const name = `smtp-${delayMs}`;
    const child = children.start(name, process.execPath, [file, String(delayMs)], {
      channel: true,
    });
    const { port } = await children.ask(child);
    return new MailServer(children, child, `smtp://${HOST}:${port}`);
  }

  constructor(children, child, url) {
    this.#children = children;
    this.#child = child;
    this.url = url;
  }

  /**
   * @param {number} count waits for so many
   * @returns {Promise<{ at: number, id: string, title: string, bytes: number }[]>} all since the last {@link forget}
   * @throws when one came twice, or they do not come
   */
  async accepted(count) {
    const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${count} mails did not come within ${PATIENCE_MS / 1000} s`);
    });
    const { accepted } = await Promise.race([this.#children.ask(this.#child, { count }), late]);
    const distinct = new Set(accepted.map(({ id }) => id)).size;
    if (distinct < accepted.length) {
      throw new Error(`${accepted.length - distinct} of ${accepted.length} mails came twice`);
    }
    return accepted;
  }

  async forget() {
    await this.#children.ask(this.#child, { forget: true, count: 0 });
  }
}

/** A mail server that lets everybody in and says nothing. @returns {Promise<string>} its address */
export async function startSilentServer() {
  const server = createServer((socket) => socket.on('error', () => undefined).unref());
  server.unref().listen(0, HOST);
  await once(server, 'listening');
  return `smtp://${HOST}:${server.address().port}`;
}
