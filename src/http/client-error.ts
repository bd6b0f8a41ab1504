import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemOfStatus } from './problems/catalogue.js';
import { Problem } from './problems/problem.js';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problems/problem.response.js';
import { requestId } from './request-id.js';
import { splitUrl } from './request-url.js';

/** What Node's HTTP parser reports before there is a request. */
const STATUS_OF: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what is not HTTP, or too much of it, in the same form as everything else, and closes.
 *
 * @param origin the start of links where no request says one
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  origin: string,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF[error.code ?? ''] ?? 400;
  const id = randomUUID();
  const problem = new Problem(problemOfStatus(status), 'The request could not be read.');
  const body = problemBody(problem, { origin, path: '/', requestId: id });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${id}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Answers an `Expect` that nobody knows; Node asks before Fastify is. */
export function answerUnmetExpectation(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
): void {
  const id = requestId(request);
  const problem = new Problem('expectation-failed', 'Only 100-continue can be expected.');
  const { path } = splitUrl(request.url ?? '/');
  const body = problemBody(problem, { origin, path, requestId: id });
  response.writeHead(problem.status, {
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': id,
  });
  response.end(body);
}
