import { noteSecretsOf } from './log-collection.js';
import { checkAgainstDocument } from './openapi.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look anywhere
  readonly text: string;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** Speaks HTTP to a server under test, and holds every answer against the OpenAPI document. */
export class Client {
  constructor(readonly origin: string) {}

  get = (path: string, options?: RequestOptions): Promise<Answer> =>
    this.send('GET', path, options);
  post = (path: string, json?: unknown, options?: RequestOptions): Promise<Answer> =>
    this.send('POST', path, { json, ...options });
  patch = (path: string, json?: unknown, options?: RequestOptions): Promise<Answer> =>
    this.send('PATCH', path, { json, ...options });
  delete = (path: string, options?: RequestOptions): Promise<Answer> =>
    this.send('DELETE', path, options);

  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { token, json, raw, headers } = options;
    noteSecretsOf(json);
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(this.origin + path, {
      method,
      body: body as RequestInit['body'],
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
      text,
    };
    checkAgainstDocument(method, path, answer);
    return answer;
  }
}
