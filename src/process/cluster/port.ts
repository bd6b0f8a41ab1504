import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Listens for a moment, so that a port that is taken is told once, before any worker is made. A
 * worker that finds it taken after all says so, too.
 *
 * @throws what `listen` says
 */
export async function tryPort(port: number, host: string): Promise<void> {
  if (port === 0) return; // any free one: what the first worker gets, the others share
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
