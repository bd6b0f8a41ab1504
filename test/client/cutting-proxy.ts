import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and loses answers. */
export interface CuttingProxy {
  readonly origin: string;
  /** The next request that is no preflight is worked on, and the body of its answer lost. */
  readonly cutNext: () => void;
  /** How many answers were lost. */
  readonly lost: number;
  close(): Promise<void>;
}

export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  let isCutting = false;
  let lost = 0;
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const cuts = isCutting && method !== 'OPTIONS';
    if (cuts) isCutting = false;
    const onward = send(target + url, { method, headers }, (answer) => {
      if (!cuts) {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
        return;
      }
      // Its head passes: a browser sends a request by itself again when a connection that it kept
      // is closed without a word.
      response.writeHead(answer.statusCode!, answer.headers).flushHeaders();
      answer.resume().on('end', () => {
        lost += 1;
        response.destroy();
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutNext: () => {
      isCutting = true;
    },
    get lost() {
      return lost;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
