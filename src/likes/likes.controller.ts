import { Controller, Delete, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IsAuthenticatedOrReadOnly, Viewer, type CurrentUser } from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { Repeatable } from '../http/idempotency/repeatable.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { LikedDto, LikePageDto, LikedMoviePageDto } from './dto/like.dto.js';
import { LikesService } from './likes.service.js';
import { Reader, type SignedInReader } from '../http/routing/reader.js';

@ApiTags('Likes')
@Controller('movies/:id/like')
@IsAuthenticatedOrReadOnly()
export class LikesController {
  constructor(private readonly likes: LikesService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listLikes',
    summary: 'Who likes a movie',
    description: 'Latest first, with the number of likes.',
    answer: { status: 200, type: LikePageDto, description: 'A page of users.' },
  })
  list(
    @Id() id: number,
    @Query() _query: ListQuery,
    @Slice() slice: Slice,
    @Viewer() viewer?: CurrentUser,
  ): Promise<ListRow> {
    return this.likes.likers(id, viewer?.id, slice);
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

@ApiTags('Likes')
@Controller('me/likes')
export class OwnLikesController {
  constructor(private readonly likes: LikesService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listOwnLikes',
    summary: 'List the movies that you like',
    description: 'Latest liked first.',
    answer: { status: 200, type: LikedMoviePageDto, description: 'A page of movies.' },
  })
  list(
    @Query() _query: ListQuery,
    @Slice() slice: Slice,
    @Reader() reader: SignedInReader,
  ): Promise<ListRow> {
    return this.likes.likedBy(reader, slice);
  }
}
