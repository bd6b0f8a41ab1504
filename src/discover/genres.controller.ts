import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/routing/access.js';
import { JsonText } from '../http/routing/json-text.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import { PageResponse } from '../paging/page.response.js';
import { DiscoverService } from './discover.service.js';
import { GenrePageDto } from './dto/genre.dto.js';

@ApiTags('Movies')
@Controller('genres')
export class GenresController {
  constructor(
    private readonly discover: DiscoverService,
    private readonly pages: PageResponse,
  ) {}

  @Get()
  @Public()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listGenres',
    summary: 'List the genres',
    description: 'Those with most movies first.',
    answer: { status: 200, type: GenrePageDto, description: 'A page of genres.' },
  })
  async list(
    @Query() query: ListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const slice = this.pages.slice(request, query);
    return this.pages.of(request, reply, slice, await this.discover.genres(slice));
  }
}
