import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemOfStatus } from '../problems/catalogue.js';
import { Problem, PROBLEM_MEDIA_TYPE, problemBody, type Occurrence } from '../problems/problem.js';
import { splitUrl, requestId } from './request.js';
import type { RouteTable } from '../routing/route-table.js';

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
  /** How many of them it had read. */
  readonly bytesParsed?: number;
}

/** A request line with any verb (RFC 9110, section 5.6.2) and anything as its target. */
const REQUEST_LINE = /^([\w!#$%&'*+.^`|~-]+) ((?:\/|https?:\/\/).*) HTTP\/1\.[01]\r?$/;

/** The line that the parser gave up at, where it is one of a request. */
function requestLine({ rawPacket, bytesParsed = 0 }: ParserError): RequestLine | undefined {
  if (!Buffer.isBuffer(rawPacket)) return undefined;
  const start = rawPacket.subarray(0, bytesParsed).lastIndexOf('\n') + 1; // behind other requests
  const [line = ''] = rawPacket.subarray(start).toString('utf8').split('\n', 1);
  const [, method, target] = REQUEST_LINE.exec(line) ?? [];
  return method === undefined ? undefined : { method, target: target! };
}

interface RequestLine {
  readonly method: string;
  readonly target: string;
}

/** What is told of a request that Node's parser does not let through. */
function problemOf(error: ParserError, line: RequestLine | undefined, routes: RouteTable): Problem {
  const status = isLongAddress(error) ? 414 : (STATUS_OF[error.code ?? ''] ?? 400);
  if (status === 400 && line !== undefined) {
    if (/[^\x21-\x7e]/.test(line.target)) {
      return new Problem(
        'malformed-request',
        'Percent-encode the address: it may hold ASCII only.',
      );
    }
    // A verb that Node does not know.
    if (error.code === 'HPE_INVALID_METHOD') {
      return routes.noRoute(splitUrl(line.target).path, line.method);
    }
  }
  return new Problem(problemOfStatus(status), DETAILS[status] ?? 'The request could not be read.');
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
export function answerClientError(
  error: ParserError,
  socket: Socket,
  origin: string,
  routes: RouteTable,
): void {
  if (isLingering(socket)) return; // more of the same
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const line = requestLine(error);
  const path = line === undefined ? '/' : splitUrl(line.target).path;
  answerOnSocket(socket, problemOf(error, line, routes), { origin, path, requestId: randomUUID() });
}

/** Answers `CONNECT`, for which Node has no response: this is no proxy. */
export function answerConnect(
  request: IncomingMessage,
  socket: Socket,
  origin: string,
  routes: RouteTable,
): void {
  const { path } = splitUrl(request.url ?? '/');
  const problem = routes.noRoute(path, 'CONNECT');
  answerOnSocket(socket, problem, { origin, path, requestId: requestId(request) });
}

function answerOnSocket(socket: Socket, problem: Problem, occurrence: Occurrence): void {
  const { status, headers } = problem;
  const body = problemBody(problem, occurrence);
  lingeringClose(
    socket,
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${occurrence.requestId}`,
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

/** How long a client may go on sending after its answer: some tens of megabytes, as a rule. */
const LINGER_MS = 2000;

const lingering = new WeakSet<Socket>();

/** Whether it has had its answer, and only throws away what comes in. */
export const isLingering = (socket: Socket): boolean => lingering.has(socket);

/**
 * Ends a connection on which the client is still sending. What comes in is thrown away for a while:
 * closed with unread data, TCP resets the connection, and the client may never see the answer
 * (RFC 9112, section 9.6).
 */
export function lingeringClose(socket: Socket, lastWords = ''): void {
  if (isLingering(socket)) return;
  lingering.add(socket);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(lastWords);
  socket.resume();
}

/** Node destroys the connection of a last answer as soon as that is written: not so here. */
export function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => lingeringClose(socket);
}
