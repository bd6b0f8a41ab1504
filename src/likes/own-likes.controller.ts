import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Reader, type SignedInReader } from '../http/routing/reader.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { LikedMoviePageDto } from './dto/like.dto.js';
import { LikesService } from './likes.service.js';

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
