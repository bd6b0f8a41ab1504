import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, Viewer, type CurrentUser } from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { JsonText } from '../http/routing/json-text.js';
import { Documented } from '../http/openapi/documented.js';
import { Origin } from '../http/edge/origin.js';
import { PageQuery, pageSlice } from '../paging/page.parameters.js';
import { PageResponse } from '../paging/page.response.js';
import { DiscoverService } from './discover.service.js';
import { NumberedMoviePageDto } from '../movies/dto/movie.dto.js';

@ApiTags('Movies')
@Controller('movies/:id/similar')
export class SimilarController {
  constructor(
    private readonly discover: DiscoverService,
    private readonly pages: PageResponse,
    private readonly origin: Origin,
  ) {}

  @Get()
  @Public()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listSimilarMovies',
    summary: 'List movies like this one',
    description:
      'First those that the same people like, the closest first; then those that share genres, the director or the cast. 100 at most.',
    answer: { status: 200, type: NumberedMoviePageDto, description: 'A page of movies.' },
  })
  async list(
    @Id() id: number,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer?: CurrentUser,
  ): Promise<string | undefined> {
    const slice = pageSlice(query);
    const reader = { origin: this.origin.of(request), viewer: viewer?.id };
    return this.pages.of(request, reply, slice, await this.discover.similar(id, slice, reader));
  }
}
