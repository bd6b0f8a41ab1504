import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Problem } from './problems/problem.js';
import { routeFact } from './route-fact.js';

const PRODUCES = Symbol('media types');

/**
 * The media types of a route's answers, where they are not JSON alone. The first is for whoever likes
 * several as much.
 */
export const Produces = (...mediaTypes: readonly string[]): MethodDecorator & ClassDecorator =>
  SetMetadata(PRODUCES, mediaTypes);

/** Answers 406 to a client that rules out every media type that a route has. */
@Injectable()
export class AcceptGuard implements CanActivate {
  private readonly mediaTypesOf: (context: ExecutionContext) => readonly string[];

  constructor(reflector: Reflector) {
    this.mediaTypesOf = routeFact(
      (...targets) =>
        reflector.getAllAndOverride<readonly string[] | undefined>(PRODUCES, targets) ?? [
          'application/json',
        ],
    );
  }

  canActivate(context: ExecutionContext): boolean {
    const { accept } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (accept === undefined || accept === '*/*') return true;
    const mediaTypes = this.mediaTypesOf(context);
    if (preferredType(accept, mediaTypes) !== undefined) return true;
    throw new Problem('not-acceptable', `This address answers with ${mediaTypes.join(' or ')}.`);
  }
}

/**
 * Which of a route's media types a client would rather have.
 *
 * @param accept the header of that name
 * @returns `undefined` where it rules out all of them
 */
export function preferredType(
  accept: string | undefined,
  mediaTypes: readonly string[],
): string | undefined {
  if (accept === undefined || accept === '*/*') return mediaTypes[0];
  if (mediaTypes.includes(accept)) return accept;
  // A client may name the character set, which is the only one there is.
  const available = mediaTypes.flatMap((type) => [type, `${type}; charset=utf-8`]);
  return new Negotiator({ headers: { accept } }).mediaType(available)?.split(';', 1)[0];
}
