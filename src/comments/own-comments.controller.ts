import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { JsonText } from '../http/routing/json-text.js';
import { Documented } from '../http/openapi/documented.js';
import { PageResponse } from '../paging/page.response.js';
import { CommentsService } from './comments.service.js';
import { CommentListQuery, CommentPageDto, isOldestFirst } from './dto/comment.dto.js';

@ApiTags('Comments')
@Controller('me/comments')
export class OwnCommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly pages: PageResponse,
  ) {}

  @Get()
  @JsonText()
  @Documented({
    tagged: true,
    id: 'listOwnComments',
    summary: 'List your comments',
    description: 'Replies among them, latest first.',
    answer: { status: 200, type: CommentPageDto, description: 'A page of comments.' },
  })
  async list(
    @Query() query: CommentListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Viewer() viewer: CurrentUser,
  ): Promise<string | undefined> {
    const slice = this.pages.slice(request, query);
    const row = await this.comments.by(viewer.id, isOldestFirst(query), slice);
    return this.pages.of(request, reply, slice, row);
  }
}
