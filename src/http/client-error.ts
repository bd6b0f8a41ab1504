import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isLingering, lingeringClose } from './lingering-close.js';
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

const DETAILS: Record<number, string> = {
  414: 'The address is longer than 16 KiB.',
  431: 'The headers are larger than 16 KiB together.',
};

/** An error of Node's parser has the bytes that it met last. */
interface ParserError extends NodeJS.ErrnoException {
  /** A `Buffer`, whatever Fastify's types say. */
  readonly rawPacket?: unknown;
}

/** The first line of a request, without its end. */
const OPEN_REQUEST_LINE = /^[A-Z]+ [^\r\n]+$/;
const LONG_LINE = 8000;

/** To the parser the address is a header, too. */
const isLongAddress = ({ code, rawPacket }: ParserError): boolean =>
  code === 'HPE_HEADER_OVERFLOW' &&
  Buffer.isBuffer(rawPacket) &&
  rawPacket.length >= LONG_LINE &&
  OPEN_REQUEST_LINE.test(rawPacket.subarray(0, LONG_LINE).toString('latin1'));

/**
 * Answers what is not HTTP, or too much of it, in the same form as everything else, and closes.
 *
 * @param origin the start of links where no request says one
 */
export function answerClientError(error: ParserError, socket: Socket, origin: string): void {
  if (isLingering(socket)) return; // more of the same
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = isLongAddress(error) ? 414 : (STATUS_OF[error.code ?? ''] ?? 400);
  const id = randomUUID();
  const detail = DETAILS[status] ?? 'The request could not be read.';
  const problem = new Problem(problemOfStatus(status), detail);
  const body = problemBody(problem, { origin, path: '/', requestId: id });
  lingeringClose(
    socket,
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${id}`,
      'X-Content-Type-Options: nosniff',
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
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}
