import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Problem } from './problems/problem.js';
import { routeFact } from './route-fact.js';

const PRODUCES = Symbol('media type');

/** The media type of a route's answer, where it is not JSON. */
export const Produces = (mediaType: string): MethodDecorator & ClassDecorator =>
  SetMetadata(PRODUCES, mediaType);

/** Answers 406 to a client that rules out the one media type a route has. */
@Injectable()
export class AcceptGuard implements CanActivate {
  private readonly mediaTypeOf: (context: ExecutionContext) => string;

  constructor(reflector: Reflector) {
    this.mediaTypeOf = routeFact(
      (...targets) =>
        reflector.getAllAndOverride<string | undefined>(PRODUCES, targets) ?? 'application/json',
    );
  }

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers.accept === undefined || headers.accept === '*/*') return true;
    const mediaType = this.mediaTypeOf(context);
    if (headers.accept === mediaType) return true;
    // A client may name the character set, which is the only one there is.
    const available = [mediaType, `${mediaType}; charset=utf-8`];
    if (new Negotiator({ headers }).mediaType(available) !== undefined) return true;
    throw new Problem('not-acceptable', `This address answers with ${mediaType}.`);
  }
}
