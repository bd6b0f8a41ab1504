import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { routeFact } from '../routing/access.js';
import { isObject, brokenTexts, unknownNames } from './validation.pipe.js';

/** Refuses parameters and bodies on routes that declare none; the others are checked by their DTO. */
@Injectable()
export class UnexpectedInputGuard implements CanActivate {
  private readonly declarationsOf = routeFact(readDeclarations);

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const declared = this.declarationsOf(context);
    const query = declared.query ? {} : request.query;
    const body = declared.body || request.body === undefined ? {} : request.body;
    const broken = [...brokenTexts(query, 'parameter'), ...brokenTexts(body)];
    if (broken.length > 0) throw Problem.invalid(broken);
    refuseNames(query, 'parameter');
    refuseNames(body, 'field');
    if (!isObject(body)) throw new Problem('invalid-input', 'This address takes no body.');
    return true;
  }
}

/** What a route declares that it takes. */
function readDeclarations(
  handler: Function,
  controller: Function,
): { readonly query: boolean; readonly body: boolean } {
  const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) as
    Record<string, unknown> | undefined;
  // Keys are `KIND:INDEX`; those of custom decorators begin with a random text.
  const kinds = Object.keys(metadata ?? {}).map((key) => /^(\d+):\d+$/.exec(key)?.[1]);
  return {
    query: kinds.includes(String(RouteParamtypes.QUERY)),
    body: kinds.includes(String(RouteParamtypes.BODY)),
  };
}

/** @throws {Problem} 400 that lists the names */
function refuseNames(value: unknown, kind: string): void {
  const errors = isObject(value) ? unknownNames(Object.keys(value), kind) : [];
  if (errors.length > 0) throw Problem.invalid(errors);
}
