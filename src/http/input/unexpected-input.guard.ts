import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { brokenTexts } from './text.js';
import { Problem } from '../problems/problem.js';
import { unknownName, unknownNames } from './unknown-name.js';
import { routeFact } from '../routing/access.js';

/** Refuses parameters and bodies on routes that declare none; the others are checked by their DTO. */
@Injectable()
export class UnexpectedInputGuard implements CanActivate {
  private readonly declarationsOf = routeFact(readDeclarations);

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { query, body } = this.declarationsOf(context);
    if ((query || isEmptyObject(request.query)) && (body || request.body === undefined))
      return true;
    const broken = [
      ...brokenTexts(query ? {} : request.query, 'parameter'),
      ...brokenTexts(body ? {} : request.body),
    ];
    if (broken.length > 0) throw Problem.invalid(broken);
    if (!query) refuseNames(request.query, 'parameter');
    if (!body) refuseNames(request.body, 'field');
    if (!body && request.body !== undefined && !isEmptyObject(request.body)) {
      throw new Problem('invalid-input', 'This address takes no body.');
    }
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { errors, more } = unknownNames(Object.keys(value), (name) => unknownName(name, kind, []));
  if (errors.length > 0) throw Problem.invalid(errors, more);
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 0;
