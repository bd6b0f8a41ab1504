import { createHash } from 'node:crypto';
import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { AuthenticatedRequest } from '../routing/access.js';
import { Problem } from '../problems/problem.js';
import { splitUrl } from '../edge/request.js';
import { IdempotencyService, type Answer } from './idempotency.service.js';

const LONGEST_KEY = 255;
/** Visible ASCII, as the contract has it. */
const KEY = /^[\x21-\x7e]+$/;
/** Headers that belong to the answer, not to the moment. */
const KEPT_HEADERS = ['etag', 'location'];

interface RepeatedRequest extends AuthenticatedRequest {
  /** What the request made when it came first, where its answer is to be made again. */
  madeBefore?: number;
}

/** Honours `Idempotency-Key` on a route that only the signed-in may call. */
@Injectable()
class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    if (typeof key !== 'string' || key.length > LONGEST_KEY || !KEY.test(key)) {
      throw new Problem(
        'malformed-request',
        'Idempotency-Key must be 1 to 255 visible ASCII characters.',
      );
    }
    return from(this.answer(request, http.getResponse<FastifyReply>(), key, next));
  }

  private async answer(
    request: RepeatedRequest,
    reply: FastifyReply,
    key: string,
    next: CallHandler,
  ): Promise<string | undefined> {
    const keyed = { userId: request.user!.id, key, fingerprint: fingerprintOf(request) };
    const work = async (): Promise<Answer> =>
      answerOf(reply, await lastValueFrom(next.handle(), { defaultValue: undefined }));
    const { body } = await this.idempotency.once(keyed, work, async (first) => {
      const answer = first.made_id === null ? first : await again(first.made_id);
      void reply.code(first.status).headers(answer.headers).header('Idempotency-Replayed', 'true');
      return answer;
    });
    if (body === null) return undefined;
    void reply.header('Content-Type', 'application/json; charset=utf-8');
    return body;

    function again(madeBefore: number): Promise<Answer> {
      request.madeBefore = madeBefore;
      return work();
    }
  }
}

/**
 * The id of what the request made when it came first; `undefined` where this is the first time. A
 * handler whose answers may be large answers with that, instead of making another one.
 */
export const MadeBefore = createParamDecorator(
  (_: unknown, context: ExecutionContext): number | undefined =>
    context.switchToHttp().getRequest<RepeatedRequest>().madeBefore,
);

function answerOf(reply: FastifyReply, result: unknown): Answer {
  const given = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const);
  const headers = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const body = typeof result === 'string' || result === undefined ? result : JSON.stringify(result);
  return {
    status: reply.statusCode,
    headers: headers as Record<string, string>,
    body: body ?? null,
  };
}

/** The slash at the end makes no difference, nor does white space in the JSON. */
function fingerprintOf({ method, url, body }: AuthenticatedRequest): Buffer {
  const { path, query } = splitUrl(url);
  return createHash('sha256')
    .update(written([method, path.replace(/\/$/, ''), query, body ?? null]))
    .digest();
}

/** @throws {Problem} 400 for what could be read, but is nested too deeply to be written again */
function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // of the stack
    throw new Problem('malformed-request', 'The body is nested too deeply.');
  }
}

/** The route takes an `Idempotency-Key`. */
export const Repeatable = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. ' +
        'An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. ' +
        'A user has at most 10,000 keys in 24 hours; a new one beyond is 429.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
      example: '5f0c2a2e-6c1f-4a8b-9a53-9f1d4f3c7b10',
    }),
  );
