import { Controller, Delete, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IsAuthenticatedOrReadOnly, Viewer, type CurrentUser } from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { JsonText } from '../http/routing/json-text.js';
import { Repeatable } from '../http/idempotency/repeatable.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import { PageResponse } from '../paging/page.response.js';
import { LikedDto, LikePageDto } from './dto/like.dto.js';
import { LikesService } from './likes.service.js';

@ApiTags('Likes')
@Controller('movies/:id/like')
@IsAuthenticatedOrReadOnly()
export class LikesController {
  constructor(
    private readonly likes: LikesService,
    private readonly pages: PageResponse,
  ) {}

  @Get()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listLikes',
    summary: 'Who likes a movie',
    description: 'Latest first, with the number of likes.',
    answer: { status: 200, type: LikePageDto, description: 'A page of users.' },
  })
  async list(
    @Id() id: number,
    @Query() query: ListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer?: CurrentUser,
  ): Promise<string | undefined> {
    const slice = this.pages.slice(request, query);
    const row = await this.likes.likers(id, viewer?.id, slice);
    const beside = `,"like_count":${row.like_count},"liked_by_me":${row.liked_by_me}`;
    return this.pages.of(request, reply, slice, row, beside);
  }

  @Post()
  @Repeatable()
  @Documented({
    id: 'likeMovie',
    summary: 'Like a movie',
    description: 'Liking twice is one like.',
    answer: { status: 201, type: LikedDto, description: 'Liked.' },
    orElse: { status: 200, type: LikedDto, description: 'You liked it before.' },
  })
  async like(
    @Id() id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer: CurrentUser,
  ): Promise<LikedDto> {
    const { isNew, answer } = await this.likes.like(id, viewer.id);
    void reply.code(isNew ? 201 : 200);
    return answer;
  }

  @Delete()
  @Documented({
    id: 'unlikeMovie',
    summary: 'Take a like back',
    description: 'Also where there was none.',
    answer: { status: 200, type: LikedDto, description: 'You do not like it (any more).' },
  })
  unlike(@Id() id: number, @Viewer() viewer: CurrentUser): Promise<LikedDto> {
    return this.likes.unlike(id, viewer.id);
  }
}
