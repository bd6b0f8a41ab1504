import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Problem } from '../problems/problem.js';
import { routeFact } from './access.js';

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
    if (acceptsAnything(accept)) return true;
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
  if (acceptsAnything(accept)) return mediaTypes[0];
  if (mediaTypes.includes(accept)) return accept;
  const plain = withoutParameters(accept);
  return new Negotiator({ headers: { accept: plain } }).mediaType([...mediaTypes]);
}

/** An empty list rules nothing out, either. */
const acceptsAnything = (accept: string | undefined): accept is undefined | '' | '*/*' =>
  accept === undefined || accept === '*/*' || /^[\s,]*$/.test(accept);

/** `application/json; indent=4; q=0.5` as `application/json;q=0.5`: only a weight of 0 rules out a type. */
const withoutParameters = (accept: string): string =>
  accept
    .replaceAll(/"[^"]*"/g, '') // may hold commas and semicolons
    .split(',')
    .map((range) => {
      const [type, ...parameters] = range.split(';');
      const weight = parameters.find((parameter) => /^\s*q\s*=/i.test(parameter));
      return weight === undefined ? type : `${type};q=${weight.split('=')[1]!.trim()}`;
    })
    .join();
