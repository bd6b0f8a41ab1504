import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { JsonText } from '../http/routing/json-text.js';
import { Documented } from '../http/openapi/documented.js';
import { Origin } from '../http/edge/origin.js';
import { ListQuery } from '../paging/page.parameters.js';
import { PageResponse } from '../paging/page.response.js';
import { LikedMoviePageDto } from './dto/like.dto.js';
import { LikesService } from './likes.service.js';

@ApiTags('Likes')
@Controller('me/likes')
export class OwnLikesController {
  constructor(
    private readonly likes: LikesService,
    private readonly pages: PageResponse,
    private readonly origin: Origin,
  ) {}

  @Get()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listOwnLikes',
    summary: 'List the movies that you like',
    description: 'Latest liked first.',
    answer: { status: 200, type: LikedMoviePageDto, description: 'A page of movies.' },
  })
  async list(
    @Query() query: ListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer: CurrentUser,
  ): Promise<string | undefined> {
    const slice = this.pages.slice(request, query);
    const reader = { origin: this.origin.of(request), viewer: viewer.id };
    return this.pages.of(request, reply, slice, await this.likes.likedBy(reader, slice));
  }
}
