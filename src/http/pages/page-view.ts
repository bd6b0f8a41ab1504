import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { of, type Observable } from 'rxjs';
import { preferredType, Produces } from '../routing/accept.guard.js';
import { Origin } from '../edge/origin.js';

/** What an address with a page answers with: JSON unless the client prefers the page. */
export const JSON_OR_PAGE = ['application/json', 'text/html'] as const;

/** Whether a request prefers the page to JSON, as browsers do. */
export const wantsPage = ({ headers }: FastifyRequest): boolean =>
  preferredType(headers.accept, JSON_OR_PAGE) === 'text/html';

/** Caches keep the two apart (RFC 9110, 12.5.5). */
export const varyByAccept = (reply: FastifyReply): void =>
  void reply.header('Vary', [reply.getHeader('Vary'), 'Accept'].filter(Boolean).join(', '));

/** The path of the page, for the `{id}` in the path of the request. */
type PageAddress = (id: string) => string;

const PAGE_ADDRESS = Symbol('address of the page');

@Injectable()
class PageViewInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly origin: Origin,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest<{ Params: { id: string } }>>();
    const reply = http.getResponse<FastifyReply>();
    varyByAccept(reply);
    if (!wantsPage(request)) return next.handle();
    const addressOf = this.reflector.get<PageAddress>(PAGE_ADDRESS, context.getHandler());
    const path = addressOf(encodeURIComponent(request.params.id));
    void reply.code(303).header('Location', this.origin.of(request) + path);
    void reply.removeHeader('Content-Type');
    return of(undefined);
  }
}

/** A page shows what this route answers: browsers, which prefer `text/html`, are sent there. */
export const PageView = (address: PageAddress): MethodDecorator =>
  applyDecorators(
    Produces(...JSON_OR_PAGE),
    SetMetadata(PAGE_ADDRESS, address),
    UseInterceptors(PageViewInterceptor),
    ApiResponse({
      status: 303,
      description: 'A client that prefers `text/html`, as browsers do, is sent to a page instead.',
    }),
  );
