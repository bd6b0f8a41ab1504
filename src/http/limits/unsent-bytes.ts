import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';

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
