import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../http/problems/problem.js';
import { ProblemFilter } from '../http/problems/problem.filter.js';
import { wantsPage } from '../http/pages/page-view.js';
import { splitUrl } from '../http/edge/request.js';
import { contentPolicy, pageHeaders } from '../http/edge/security-headers.js';
import { queryOf } from '../../web/addresses.js';
import type { Markup } from '../../web/html.js';
import { problemView } from '../../web/problem-view.js';
import type { Genre, Query } from '../../web/shapes.js';
import { documentOf } from './document.js';
import { answerWith } from './representation.js';
import { AssetFiles } from './assets.controller.js';

/** Files of this server alone, and forms that lead back to it. */
const HEADERS = {
  ...pageHeaders(
    contentPolicy({
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': "'self'",
      'form-action': "'self'",
    }),
  ),
  'Content-Type': 'text/html; charset=utf-8',
};

interface Shown {
  readonly title: string;
  readonly main: Markup;
  readonly genres: readonly Genre[];
  readonly view: 'list' | 'movie';
}

/** Sends the page, whatever it shows. */
@Injectable()
export class CataloguePage implements OnModuleInit {
  constructor(
    private readonly assets: AssetFiles,
    private readonly problems: ProblemFilter,
  ) {}

  onModuleInit(): void {
    this.problems.showAt('/', (problem, request, reply) =>
      wantsPage(request) ? this.ofProblem(request, reply, problem) : undefined,
    );
  }

  /** @returns the page; `undefined` where the client has it already (304) */
  async of(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Shown,
  ): Promise<string | undefined> {
    const text = answerWith(request, reply, await this.document(shownQuery(request), shown));
    if (text !== undefined) void reply.headers(HEADERS);
    return text;
  }

  private async ofProblem(
    request: FastifyRequest,
    reply: FastifyReply,
    problem: Problem,
  ): Promise<void> {
    const { status, title } = problem;
    const main = problemView(problem);
    const shown = { title, main, genres: [], view: 'problem' as const };
    const text = await this.document(shownQuery(request), shown);
    void reply
      .code(status)
      .headers({ ...problem.headers, ...HEADERS })
      .header('Cache-Control', 'no-store')
      .send(text);
  }

  private async document(
    query: Query,
    shown: Omit<Shown, 'view'> & { readonly view: 'list' | 'movie' | 'problem' },
  ): Promise<string> {
    const { version, files } = await this.assets.all();
    return documentOf({
      ...shown,
      query,
      asset: (name) => `/catalogue/${version}/${name}`,
      scripts: [...files.keys()].filter((name) => name.endsWith('.js') && name !== 'app.js'),
    });
  }
}

/** What the address says, for the form and the links. */
export const shownQuery = ({ url }: FastifyRequest): Query =>
  queryOf(new URLSearchParams(splitUrl(url).query));
