import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { brokenTexts } from './fields/text.js';
import { Problem, type FieldError } from './problems/problem.js';
import { unknownName } from './unknown-name.js';

/** Refuses parameters and bodies on routes that declare none; the others are checked by their DTO. */
@Injectable()
export class UnexpectedInputGuard implements CanActivate {
  private readonly declared = new WeakMap<Function, { query: boolean; body: boolean }>();

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { query, body } = this.declarationsOf(context);
    const broken = [
      ...brokenTexts(query ? {} : request.query, 'parameter'),
      ...brokenTexts(body ? {} : request.body),
    ];
    if (broken.length > 0) throw Problem.invalid(broken);
    const errors = [
      ...(query ? [] : namesIn(request.query, 'parameter')),
      ...(body ? [] : namesIn(request.body, 'field')),
    ];
    if (errors.length > 0) throw Problem.invalid(errors);
    if (!body && request.body !== undefined && !isEmptyObject(request.body)) {
      throw new Problem('invalid-input', 'This address takes no body.');
    }
    return true;
  }

  private declarationsOf(context: ExecutionContext): { query: boolean; body: boolean } {
    const handler = context.getHandler();
    const known = this.declared.get(handler);
    if (known !== undefined) return known;
    const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as
      Record<string, unknown> | undefined;
    // Keys are `KIND:INDEX`; those of custom decorators begin with a random text.
    const kinds = Object.keys(metadata ?? {}).map((key) => /^(\d+):\d+$/.exec(key)?.[1]);
    const declared = {
      query: kinds.includes(String(RouteParamtypes.QUERY)),
      body: kinds.includes(String(RouteParamtypes.BODY)),
    };
    this.declared.set(handler, declared);
    return declared;
  }
}

const namesIn = (value: unknown, kind: string): FieldError[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value).map((field) => ({ field, message: unknownName(field, kind, []) }))
    : [];

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 0;
