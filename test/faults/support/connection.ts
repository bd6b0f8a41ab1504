import { Agent, request, type IncomingMessage } from 'node:http';
import { checkAgainstDocument } from '../../support/openapi.js';
import type { Answer, RequestOptions } from '../../support/client.js';
import { noteSecretsOf } from '../../support/log-collection.js';

/** Nobody listens: nothing was sent. */
export class Refused extends Error {}

/** A request was sent, and no whole answer came. */
export class AnswerLost extends Error {}

/** One connection to a server, kept open from request to request, and opened again when it is closed. */
export class KeptConnection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(readonly origin: string) {}

  /**
   * Sends a request once, its path as it is, and holds the answer against the OpenAPI document.
   *
   * @throws {Refused | AnswerLost}
   */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const answer = await this.exchange(method, path, options);
    checkAgainstDocument(method, path, answer);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(method: string, path: string, options: RequestOptions): Promise<Answer> {
    const { token, json, raw, headers } = options;
    noteSecretsOf(json);
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    return new Promise((resolve, reject) => {
      const outgoing = request(this.origin, {
        agent: this.agent,
        method,
        path,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
      });
      const lose = (error: NodeJS.ErrnoException): void => {
        const what = `${method} ${path}: ${error.code ?? error.message}`;
        const reused = outgoing.reusedSocket ? ' on a kept connection' : ' on a new connection';
        reject(error.code === 'ECONNREFUSED' ? new Refused(what) : new AnswerLost(what + reused));
      };
      outgoing.on('error', lose);
      outgoing.on('response', (response) => void read(response).then(resolve, lose));
      outgoing.end(body);
    });
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const isJson = /json/.test(headers.get('content-type') ?? '') && text !== '';
  return {
    status: response.statusCode!,
    headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
    text,
  };
}
