import {
  Catch,
  Inject,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
  HttpException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseMetrics } from '../../database/database-metrics.js';
import { Origin } from '../edge/origin.js';
import { splitUrl } from '../edge/request.js';
import { Problem, PROBLEM_MEDIA_TYPE, problemBody } from './problem.js';
import {
  errorText,
  isAccountGone,
  isDatabaseAway,
  isDatabaseTimeout,
  isTransient,
} from '../../database/errors/failure.js';
import { problemOfStatus } from './catalogue.js';
import { lingerAfterAnswer } from '../edge/client-error.js';

/** Seconds after which a client may look again whether the database is back, or has less to do. */
const RETRY_AFTER_SECONDS = '2';

const AWAY = 'The database is away. Try again in a moment.';
const TOO_LONG = 'The database took too long. Try again in a moment.';
const CONTENDED = 'Too many concurrent changes. Try again in a moment.';

/** Fastify's error codes whose own words are not meant for clients, and ours. */
const FRAMEWORK_DETAILS: Record<string, string> = {
  FST_ERR_BAD_URL: 'The address is not valid: check its percent-encoding.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 100 KiB.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'Content-Length does not match the body.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long.',
};

/**
 * Turns whatever was thrown into what the client is told. What nobody foresaw becomes a 500 that
 * says nothing of the cause.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // Also where a connection is waited for in vain: its error is of both kinds.
  if (isDatabaseTimeout(error)) return unavailable(TOO_LONG, error);
  if (isDatabaseAway(error)) return unavailable(AWAY, error);
  if (isTransient(error)) return unavailable(CONTENDED, error); // repeated already, in vain
  if (isAccountGone(error)) {
    return new Problem('unauthorized', 'The account has been deleted.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="movie-api", error="invalid_token"' },
    });
  }
  const { status, code } = frameworkError(error);
  if (status === undefined || status >= 500) {
    return new Problem('internal-error', 'Something went wrong here. It has been logged.', {
      cause: error ?? new Error('nothing was thrown'),
    });
  }
  const kind = problemOfStatus(status);
  const detail = FRAMEWORK_DETAILS[code ?? ''] ?? 'The request could not be read.';
  return new Problem(kind, kind === 'not-found' ? 'There is nothing here.' : detail);
}

const unavailable = (detail: string, cause: unknown): Problem =>
  new Problem('service-unavailable', detail, {
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    cause,
  });

/** Errors of Fastify carry `statusCode` and `code`; Nest wraps some of them. */
function frameworkError(error: unknown): { status?: number; code?: string } {
  if (error instanceof HttpException) {
    const cause = error.cause as { code?: string } | undefined;
    return { status: error.getStatus(), code: cause?.code };
  }
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string };
  return { status: statusCode, code };
}

/** Answers with a problem in a form of its own; `undefined`: this client is to have the JSON. */
export type ProblemPage = (
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<void> | undefined;

/** The client may still be sending its body. */
const UNREAD_BODY = [413, 415];

/** What a handler may have said of its answer before it failed, such as at the end of its transaction. */
const OF_SUCCESS = ['ETag', 'Link', 'Location'];

/** The client went away amid its body: nobody waits for an answer, and nothing went wrong here. */
const isOfClientGone = (error: unknown, { raw }: FastifyRequest): boolean =>
  raw.errored !== null && raw.errored === error;

/** Answers every error, the framework's own included, as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Request');
  private readonly pages = new Map<string, ProblemPage>();

  constructor(
    @Inject(Origin) private readonly origin: Origin,
    @Inject(DatabaseMetrics) private readonly database: DatabaseMetrics,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /**
   * For a path that shows people pages: also of what goes wrong before its handler is asked, such as a
   * client's limit.
   */
  showAt(path: string, page: ProblemPage): void {
    this.pages.set(path, page);
  }

  /** Also for errors that Fastify meets before Nest is asked, such as a malformed address. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (isOfClientGone(error, request)) return void reply.hijack();
    const problem = this.told(error, request);
    const shown = this.pages.get(splitUrl(request.url).path)?.(problem, request, reply);
    if (shown === undefined) return this.send(problem, request, reply);
    void this.sendUnless(shown, request, reply);
  }

  private async sendUnless(
    shown: Promise<void>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    try {
      await shown;
    } catch (unexpected) {
      this.send(this.told(unexpected, request), request, reply);
    }
  }

  private send(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const body = problemBody(problem, {
      origin: this.origin.of(request),
      path: splitUrl(request.url).path,
      requestId: request.id,
    });
    if (UNREAD_BODY.includes(problem.status)) lingerAfterAnswer(request.raw.socket);
    for (const name of OF_SUCCESS) void reply.removeHeader(name);
    void reply
      .code(problem.status)
      .headers(problem.headers)
      .header('X-Request-Id', request.id)
      .header('Cache-Control', 'no-store')
      .type(PROBLEM_MEDIA_TYPE)
      .send(body);
  }

  /** What the client is told of an error; counts it, and logs what nobody foresaw. */
  private told(error: unknown, request: FastifyRequest): Problem {
    this.database.countError(error);
    const problem = toProblem(error);
    // Without a cause it is no surprise, and whoever threw it has told the log what there is to tell.
    if (problem.status >= 500 && problem.cause !== undefined) {
      const cause = errorText(problem.cause);
      this.logger.error({ request_id: request.id, status: problem.status, error: cause });
    }
    return problem;
  }
}
