import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';
import { clientAddress } from './client-address.js';
import { isExempt } from './exempt-paths.js';

const MIB = 1024 * 1024;

/** Bytes of answers that wait in this process for clients to read them: 128 of the largest pages. */
const MOST_OF_PROCESS = 256 * MIB;
/**
 * Bytes that wait for one address. A client that reads leaves none waiting for longer than a moment:
 * sixteen of the largest pages are enough for many clients behind one address.
 */
const MOST_OF_CLIENT = 32 * MIB;
/** An answer that has waited so long may be given up when its room is needed. */
const SLOW_MS = 5000;

/** One answer, from the time when it is handed over until its last byte has left the process. */
interface Answer {
  readonly socket: Socket;
  readonly client: string;
  readonly bytes: number;
  readonly since: number;
}

/** Answers that wait, the oldest first. */
class Backlog {
  readonly answers = new Set<Answer>();
  bytes = 0;

  constructor(private readonly most: number) {}

  add(answer: Answer): void {
    this.answers.add(answer);
    this.bytes += answer.bytes;
  }

  delete(answer: Answer): void {
    if (this.answers.delete(answer)) this.bytes -= answer.bytes;
  }

  fits(bytes: number): boolean {
    return this.bytes + bytes <= this.most;
  }
}

/**
 * Bounds the memory that clients take up by not reading their answers. Where there is no room left,
 * connections whose answers have waited for long are closed, the slowest first; where that does not
 * suffice, requests are refused.
 */
@Injectable()
export class UnsentBytes {
  /** Connections that were closed to make room, since the start. */
  closed = 0;
  /** Requests that were told to come back later, since the start. */
  refused = 0;

  private readonly all = new Backlog(MOST_OF_PROCESS);
  private readonly clients = new Map<string, Backlog>();
  private readonly sockets = new WeakMap<Socket, Set<Answer>>();

  /** Bytes that wait now. */
  get bytes(): number {
    return this.all.bytes;
  }

  /** Whether so many more bytes for a client are within the limits. Closes slow connections for that. */
  hasRoom(client: string, bytes: number): boolean {
    const own = this.clients.get(client);
    const fits = (own === undefined || this.makeRoom(own, bytes)) && this.makeRoom(this.all, bytes);
    if (!fits) this.refused += 1;
    return fits;
  }

  /**
   * Counts an answer, until its connection ends or the last byte has left.
   *
   * @returns what to call when the last byte has left
   */
  add(socket: Socket, client: string, bytes: number): () => void {
    const answer = { socket, client, bytes, since: performance.now() };
    const own = this.clients.get(client) ?? new Backlog(MOST_OF_CLIENT);
    this.clients.set(client, own);
    own.add(answer);
    this.all.add(answer);
    this.answersOn(socket).add(answer);
    return () => this.forget(answer);
  }

  private makeRoom(backlog: Backlog, bytes: number): boolean {
    if (backlog.fits(bytes)) return true;
    const latest = performance.now() - SLOW_MS;
    for (const { socket, since } of backlog.answers) {
      if (since > latest || backlog.fits(bytes)) break;
      this.closed += 1;
      this.forgetAll(socket);
      socket.destroy();
    }
    return backlog.fits(bytes);
  }

  private answersOn(socket: Socket): Set<Answer> {
    const known = this.sockets.get(socket);
    if (known !== undefined) return known;
    const answers = new Set<Answer>();
    this.sockets.set(socket, answers);
    socket.once('close', () => this.forgetAll(socket));
    return answers;
  }

  private forgetAll(socket: Socket): void {
    this.sockets.get(socket)?.forEach((answer) => this.forget(answer));
  }

  private forget(answer: Answer): void {
    const { socket, client } = answer;
    const own = this.clients.get(client);
    own?.delete(answer);
    if (own?.answers.size === 0) this.clients.delete(client);
    this.all.delete(answer);
    this.sockets.get(socket)?.delete(answer);
  }
}

/** What a stream holds in memory at a time: its buffers, whatever its length. */
const STREAM_BYTES = 64 * 1024;
/** From here on a text is sent as bytes: of a text Node keeps three bytes a character until it has left. */
const LONG_TEXT = 16 * 1024;

/**
 * Limits the bytes that wait for clients to read them, from the time when an answer is handed over until
 * its last byte has left. A read is refused also when it is its own answer for which there is no room:
 * many may have begun while there still was. What has written something gets its answer.
 */
export function limitUnsent(fastify: FastifyInstance, unsent: UnsentBytes): void {
  fastify.addHook('onRequest', (request, _, next) => {
    if (isExempt(request.routeOptions.url) || unsent.hasRoom(clientAddress(request), 1))
      return next();
    next(tooMuchUnsent());
  });

  fastify.addHook('onSend', (request, reply, payload, next) => {
    const { socket } = request.raw;
    if (socket.destroyed) return next(null, payload); // nobody waits for it any more
    const client = clientAddress(request);
    const answer =
      typeof payload === 'string' && payload.length > LONG_TEXT ? Buffer.from(payload) : payload;
    const bytes = bytesOf(answer);
    const isRead = request.method === 'GET' && reply.statusCode < 400;
    const mayBeRefused = isRead && !isStream(answer) && !isExempt(request.routeOptions.url);
    if (mayBeRefused && !unsent.hasRoom(client, bytes)) return next(tooMuchUnsent());
    reply.raw.once('finish', unsent.add(socket, client, bytes));
    next(null, answer);
  });
}

const isStream = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);

function bytesOf(payload: unknown): number {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload);
  return isStream(payload) ? STREAM_BYTES : 0;
}

const tooMuchUnsent = (): Problem =>
  new Problem(
    'service-unavailable',
    'Too many answers wait to be read. Read those that you have asked for, and try again shortly.',
    { headers: { 'Retry-After': '5' } },
  );
