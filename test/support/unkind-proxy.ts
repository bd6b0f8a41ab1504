import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server and brings out what clients have to be ready for. */
export interface UnkindProxy {
  readonly origin: string;
  /** What it has done. */
  readonly deeds: readonly string[];
  close(): Promise<void>;
}

/**
 * Loses the answers to the first two movies that are created with a key, once by 503 and once by
 * cutting the connection, and edits a movie just before the first change that has an `If-Match`.
 *
 * @param edit changes the movie at this path, signed in as whoever wants to change it
 */
export async function startUnkindProxy(
  origin: string,
  edit: (path: string, authorization: string) => Promise<void>,
): Promise<UnkindProxy> {
  const deeds: string[] = [];
  const keys = new Set<string>();
  const deedFor = ({ method, url, headers }: IncomingMessage): string | undefined => {
    const key = headers['idempotency-key'];
    if (method === 'POST' && url === '/movies/' && typeof key === 'string' && !keys.has(key)) {
      keys.add(key);
      if (keys.size <= 2) return keys.size === 1 ? 'answered 503' : 'cut the connection';
    }
    if (method === 'PATCH' && headers['if-match'] !== undefined && !deeds.includes('edited first'))
      return 'edited first';
    return undefined;
  };
  const server = createServer((incoming, outgoing) => {
    const deed = deedFor(incoming);
    if (deed !== undefined) deeds.push(deed);
    void (async () => {
      const { method, url, headers } = incoming;
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      if (deed === 'edited first') await edit(url!, headers.authorization!);
      const onward = request(`${origin}${url}`, { method, headers }, (answer) => {
        if (deed === 'cut the connection') {
          answer.resume().on('end', () => outgoing.destroy());
        } else if (deed === 'answered 503') {
          answer.resume().on('end', () => outgoing.writeHead(503, { 'retry-after': '1' }).end());
        } else {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        }
      });
      onward.on('error', () => outgoing.destroy()); // as when the server is away
      onward.end(Buffer.concat(chunks));
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    deeds,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
