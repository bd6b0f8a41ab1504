import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { Documented } from '../http/openapi/documented.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { CommentsService } from './comments.service.js';
import { CommentListQuery, CommentPageDto, isOldestFirst } from './dto/comment.dto.js';

@ApiTags('Comments')
@Controller('me/comments')
export class OwnCommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listOwnComments',
    summary: 'List your comments',
    description: 'Replies among them, latest first.',
    answer: { status: 200, type: CommentPageDto, description: 'A page of comments.' },
  })
  list(
    @Query() query: CommentListQuery,
    @Slice() slice: Slice,
    @Viewer() viewer: CurrentUser,
  ): Promise<ListRow> {
    return this.comments.by(viewer.id, isOldestFirst(query), slice);
  }
}
