import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';

/** Milliseconds without a new request after which kept connections count as idle. */
const QUIET_MS = 200;
/** Milliseconds after which they are closed in any case. */
const PATIENCE_MS = 2000;
/** Milliseconds between two looks at the connections. */
const LOOK_MS = 20;
/** Milliseconds between two sweeps of connections whose last request was under way before. */
const SWEEP_MS = 100;

/**
 * Ends kept connections without losing a request that is on its way. Closed at once, as
 * `http.Server.close` does, a connection that looks idle may have a request in it that nobody has
 * read yet. So nobody new is let in first; from then on each answer says `Connection: close`, which
 * Fastify sees to; and what stays silent is closed in the end.
 */
export function closeGently(fastify: FastifyInstance): void {
  fastify.addHook('preClose', async () => {
    const { server } = fastify;
    if (!server.listening) return;
    const connections = promisify(server.getConnections.bind(server));
    const began = performance.now();
    let lastRequest = began;
    server.on('request', () => (lastRequest = performance.now()));
    Server.prototype.close.call(server); // of the listener alone: http's own drops idle connections
    while ((await connections()) > 0) {
      const now = performance.now();
      if (now - lastRequest > QUIET_MS || now - began > PATIENCE_MS) break;
      await sleep(LOOK_MS);
    }
    if ((await connections()) === 0) return;
    // An answer that was begun before keeps its connection open, for as long as the keep-alive lasts.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.once('close', () => clearInterval(sweep));
  });
}
