import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Produces } from '../http/routing/accept.guard.js';
import { TokenIgnored } from '../http/routing/access.js';
import { Documented } from '../http/openapi/documented.js';
import { Origin } from '../http/edge/origin.js';
import { JSON_OR_PAGE, varyByAccept, wantsPage } from '../http/pages/page-view.js';
import { Problem } from '../http/problems/problem.js';
import { unknownName, validInput } from '../http/input/validation.pipe.js';
import { apiIndex, IndexDto } from './api-index.js';
import { headingOf, listView } from '../../web/list-view.js';
import { movieView } from '../../web/movie-view.js';
import { CataloguePage, shownQuery } from './catalogue.page.js';
import { CatalogueService } from './catalogue.service.js';
import { CatalogueQuery } from './dto/catalogue.query.js';
import { answerWith } from './representation.js';

type Parameters = Record<string, unknown>;

/** `/`: an index of links for programs, a page to look at for browsers. */
@ApiTags('Operations')
@Controller()
@TokenIgnored()
export class CatalogueController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly page: CataloguePage,
    private readonly origin: Origin,
  ) {}

  @Get()
  @Produces(...JSON_OR_PAGE)
  @Documented({
    id: 'index',
    summary: 'Where things are',
    description:
      'Links to go on from. A browser, which prefers `text/html`, gets a page with the catalogue instead.',
    answer: { status: 200, type: IndexDto, page: true, description: 'The links.' },
    tagged: true,
  })
  async root(
    @Query() parameters: Parameters,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    varyByAccept(reply);
    if (wantsPage(request)) return this.show(queryOf(parameters), request, reply);
    refuse(parameters);
    void reply.type('application/json; charset=utf-8');
    return answerWith(request, reply, JSON.stringify(apiIndex(this.origin.of(request))));
  }

  private async show(
    query: CatalogueQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string | undefined> {
    const shown = shownQuery(request);
    const origin = this.origin.of(request);
    const reading = this.catalogue.genres();
    if (query.movie !== undefined) {
      const [genres, movie] = await Promise.all([
        reading,
        this.catalogue.movie(query, shown, origin),
      ]);
      const main = movieView(movie);
      return this.page.of(request, reply, {
        title: movie.movie.title,
        main,
        genres,
        view: 'movie',
      });
    }
    const [genres, movies] = await Promise.all([reading, this.catalogue.list(query, origin)]);
    const main = listView({ query: shown, movies });
    return this.page.of(request, reply, { title: headingOf(shown), main, genres, view: 'list' });
  }
}

/** By the API's own rules; fields that a form sends empty are not given. @throws {Problem} 400 */
function queryOf(parameters: Parameters): CatalogueQuery {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return validInput(CatalogueQuery, Object.fromEntries(given), 'parameter');
}

/** @throws {Problem} 400: the index knows no parameters */
function refuse(parameters: Parameters): void {
  const errors = Object.keys(parameters).map((field) => ({
    field,
    message: unknownName(field, 'parameter', []),
  }));
  if (errors.length > 0) throw Problem.invalid(errors);
}
