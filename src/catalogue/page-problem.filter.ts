import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter } from '../http/problems/problem.filter.js';
import { CataloguePage } from './catalogue.page.js';
import { wantsPage } from './representation.js';

/** Shows a browser its problem as a page; everybody else gets the JSON of all problems. */
@Catch()
export class PageProblemFilter implements ExceptionFilter {
  constructor(
    private readonly problems: ProblemFilter,
    private readonly page: CataloguePage,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (!wantsPage(request)) return this.problems.answer(error, request, reply);
    try {
      await this.page.ofProblem(request, reply, this.problems.told(error, request));
    } catch (unexpected) {
      this.problems.answer(unexpected, request, reply);
    }
  }
}
