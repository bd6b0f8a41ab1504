import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/environment.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ShutdownState } from '../edge/shutdown-state.js';
import { Problem } from '../problems/problem.js';
import { isExempt } from './exempt-paths.js';

/** Milliseconds that a request waits for its turn before it is told to come back later. */
const PATIENCE_MS = 1000;
/** How often those that have waited too long are looked for. */
const LOOK_MS = 100;
/** So many times as many as are worked at may wait. */
const LONGEST_LINE = 10;

/** Called with whether the request is admitted. */
type Turn = (admitted: boolean) => void;

/**
 * Works at `MAX_REQUESTS` requests at once. The next ones wait in a line, without a statement or
 * anything else of the database's, for a second at most: clients that are refused at once come back
 * at once, and to refuse them would take the time in which others could be served.
 */
@Injectable()
export class Admission {
  /** Requests that were told to come back later, since the start. */
  refused = 0;
  /** Requests that are worked at. */
  working = 0;

  private readonly limit: number;
  private readonly line: { readonly since: number; readonly turn: Turn }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    this.limit = config.maxRequests;
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Takes a place if one is free. */
  enter(): boolean {
    if (this.working >= this.limit) return false;
    this.working += 1;
    return true;
  }

  /** Waits for a place. @param turn called once, when there is one or it is no use to wait longer */
  wait(turn: Turn): void {
    if (this.line.length >= this.limit * LONGEST_LINE) return this.refuse(turn);
    this.line.push({ since: performance.now(), turn });
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Gives the place to the next in the line, or frees it. */
  leave(): void {
    const next = this.line.shift();
    if (next === undefined) this.working -= 1;
    else queueMicrotask(() => next.turn(true)); // not within one another, however long the line
  }

  private refuse(turn: Turn): void {
    this.refused += 1;
    turn(false);
  }

  private look(): void {
    const latest = performance.now() - PATIENCE_MS;
    const late = this.line.findIndex(({ since }) => since > latest);
    const ended = this.line.splice(0, late === -1 ? this.line.length : late);
    for (const { turn } of ended) this.refuse(turn);
    if (this.line.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

interface Admitted extends FastifyRequest {
  holdsPlace: boolean;
}

/**
 * Limits the requests that are worked at. One begins when its body is there and ends when its
 * answer is handed over: clients that send or read slowly keep nobody out.
 */
export function limitWork(
  fastify: FastifyInstance,
  admission: Admission,
  shutdown: ShutdownState,
): void {
  fastify.decorateRequest('holdsPlace', false);

  fastify.addHook('preValidation', (request, _, next) => {
    if (admission.enter()) {
      (request as Admitted).holdsPlace = true;
      return next();
    }
    if (isExempt(request.routeOptions.url)) return next();
    admission.wait((admitted) => {
      if (!admitted) return next(overloaded());
      if (request.raw.socket.destroyed) return admission.leave(); // nobody waits for it any more
      (request as Admitted).holdsPlace = true;
      next();
    });
  });

  fastify.addHook('onSend', (request, reply, payload, next) => {
    if (shutdown.isFarewell) void reply.header('Connection', 'close');
    if ((request as Admitted).holdsPlace) {
      (request as Admitted).holdsPlace = false;
      admission.leave();
    }
    next(null, payload);
  });
}

const overloaded = (): Problem =>
  new Problem('service-unavailable', 'The server is overloaded. Try again shortly.', {
    headers: { 'Retry-After': '2' },
  });
