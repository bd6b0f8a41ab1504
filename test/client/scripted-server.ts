import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with one request. */
export type Step = (response: ServerResponse, origin: string) => void;

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that answers one request after the other as it was told, and notes them. */
export interface ScriptedServer {
  readonly origin: string;
  readonly received: Received[];
  /** What to do with the next requests; the last step is for all further ones. */
  script(...steps: Step[]): void;
  close(): Promise<void>;
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));

export const problem = (
  status: number,
  kind: string,
  headers: Record<string, string> = {},
  more: object = {},
): Step =>
  json(
    status,
    {
      type: `http://api.example/problems/${kind}/`,
      title: kind,
      status,
      request_id: 'r1',
      ...more,
    },
    { ...headers, 'content-type': 'application/problem+json' },
  );

/** No answer. */
export const cut: Step = (response) => void response.destroy();

/** Half an answer. */
export const breakOff: Step = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id": 1', () => response.destroy());
};

export async function startScriptedServer(): Promise<ScriptedServer> {
  const received: Received[] = [];
  let steps: Step[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ method, url, headers, body });
      const step = steps.length > 1 ? steps.shift() : steps[0];
      if (step === undefined) throw new Error(`no step for ${method} ${url}`);
      step(response, origin);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    script: (...given) => {
      steps = given;
      received.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
