import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestConnection } from './cluster.js';

/** Stands between a server and its database, so that a test can take the database away. */
export interface DatabaseProxy {
  /** `DATABASE_URL` through it. */
  readonly url: string;
  /** Closes every connection, and each new one at once. */
  cut(): void;
  /** Passes nothing on, in either direction, and says nothing of it. */
  hang(): void;
  /** Takes new connections, and passes everything on. */
  restore(): void;
  close(): Promise<void>;
}

export async function startDatabaseProxy(connection: TestConnection): Promise<DatabaseProxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'hanging' = 'open';
  const path = `${connection.host}/.s.PGSQL.${connection.port}`;
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const database = createConnection(path);
    const ends = [client, database] as const;
    for (const [from, to] of [ends, ends.toReversed()] as [Socket, Socket][]) {
      sockets.add(from);
      from.on('data', (chunk) => void (state === 'hanging' || to.write(chunk)));
      from.on('error', () => undefined); // what was cut
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://${connection.user}@127.0.0.1:${port}/${connection.database}`,
    cut: () => {
      state = 'cut';
      destroyAll();
    },
    hang: () => void (state = 'hanging'),
    restore: () => {
      if (state === 'hanging') destroyAll(); // what was lost does not come any more
      state = 'open';
    },
    close: async () => {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
