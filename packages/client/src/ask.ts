import type { Client } from 'openapi-fetch';
import { ConnectionError } from './connection-error.js';
import type { Query } from './pages.js';
import { ProblemError } from './problem-error.js';
import { attemptsFor } from './retry.js';
import type { paths } from './schema.js';
import type { Method } from './types.js';

/** The options of any request; `OptionsOf` says which of them one takes. */
export interface AnyOptions {
  path?: object;
  query?: Query;
  body?: unknown;
  ifMatch?: string;
  idempotencyKey?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  fetch?: (request: Request) => Promise<Response>;
}

interface AnyAnswer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

type AnyRequest = (method: string, path: string, init: object) => Promise<AnyAnswer>;

/**
 * Sends a request of ours by openapi-fetch.
 *
 * @throws {ProblemError} the answer is an error
 * @throws {ConnectionError} there is none, or none of the API
 */
export async function ask(
  api: Client<paths>,
  method: Method,
  path: string,
  options: AnyOptions,
): Promise<AnyAnswer> {
  const { path: parts, query = {}, ifMatch, idempotencyKey, ...init } = options;
  const joined = Object.entries(query).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  const header = { 'If-Match': ifMatch, 'Idempotency-Key': idempotencyKey };
  const params = { path: parts, query: Object.fromEntries(joined), header };
  // The types of one path in particular; the caller has seen to them.
  const request = api.request as unknown as AnyRequest;
  try {
    const answer = await request(method.toLowerCase(), path, { ...init, params, parseAs: 'text' });
    if (answer.response.ok) return { ...answer, data: parsed(answer) };
    throw new ProblemError(answer.response, answer.error, attemptsFor(answer.response));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const what = 'the answer is not JSON. Is `baseUrl` that of the API?';
    throw new ConnectionError({ method, url: path }, what, error);
  }
}

/** The body as `AnswerOf` has it: JSON, or plain text as it is. */
function parsed({ data, response }: AnyAnswer): unknown {
  if (typeof data !== 'string' || data === '') return undefined;
  const isText = response.headers.get('Content-Type')?.startsWith('text/plain');
  return isText ? data : JSON.parse(data);
}
