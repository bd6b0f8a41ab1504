import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { JsonText } from '../http/routing/json-text.js';
import { Documented } from '../http/openapi/documented.js';
import { Origin } from '../http/edge/origin.js';
import { PageResponse } from '../paging/page.response.js';
import { MoviePageDto } from './dto/movie.dto.js';
import { OwnMovieQuery } from './dto/movie.query.js';
import { MoviesService } from './movies.service.js';

@ApiTags('Movies')
@Controller('me/movies')
export class OwnMoviesController {
  constructor(
    private readonly movies: MoviesService,
    private readonly pages: PageResponse,
    private readonly origin: Origin,
  ) {}

  @Get()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listOwnMovies',
    summary: 'List the movies that you created',
    description: 'Newest first, unless `ordering` says otherwise.',
    answer: { status: 200, type: MoviePageDto, description: 'A page of movies.' },
  })
  async list(
    @Query() query: OwnMovieQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer: CurrentUser,
  ): Promise<string | undefined> {
    const slice = this.pages.slice(request, query);
    const reader = { origin: this.origin.of(request), viewer: viewer.id };
    const row = await this.movies.list({ creator: viewer.id }, query.ordering, slice, reader);
    return this.pages.of(request, reply, slice, row);
  }
}
