import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseMetrics } from '../../database/database-metrics.js';
import { errorText } from '../../database/errors/error-text.js';
import { lingerAfterAnswer } from '../edge/lingering-close.js';
import { Origin } from '../edge/origin.js';
import { splitUrl } from '../edge/request-url.js';
import type { Problem } from './problem.js';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem.response.js';
import { toProblem } from './to-problem.js';

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
