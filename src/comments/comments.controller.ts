import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  IsAuthenticatedOrReadOnly,
  IsOwnerOrAdmin,
  Viewer,
  type CurrentUser,
} from '../http/access.js';
import { Id } from '../http/id.param.js';
import { JsonText } from '../http/json-text.js';
import { Documented } from '../http/openapi.js';
import { sliceOf } from '../http/pagination/page.query.js';
import { PageResponse } from '../http/pagination/page.response.js';
import { CommentsService } from './comments.service.js';
import {
  CommentDto,
  CommentListQuery,
  CommentPageDto,
  CreateCommentDto,
} from './dto/comment.dto.js';

@ApiTags('Comments')
@ApiBearerAuth()
@Controller()
@IsAuthenticatedOrReadOnly()
export class CommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly pages: PageResponse,
  ) {}

  @Get('movies/:id/comments')
  @JsonText()
  @Documented({
    id: 'listComments',
    summary: 'List the comments of a movie',
    description: 'Top-level comments, latest first; deleted ones that have replies among them.',
    answer: { status: 200, type: CommentPageDto, description: 'A page of comments.' },
    problems: ['invalid-input', 'malformed-request', 'unauthorized', 'not-found'],
  })
  async list(
    @Id() id: number,
    @Query() query: CommentListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const slice = sliceOf(query);
    const row = await this.comments.list(id, query.ordering?.[0] === 'created_at', slice);
    return this.pages.of(request, reply, slice, row);
  }

  @Post('movies/:id/comments')
  @JsonText()
  @Documented({
    id: 'createComment',
    summary: 'Comment on a movie',
    description: 'Or answer one of its comments, one level deep.',
    answer: { status: 201, type: CommentDto, description: 'The comment.' },
    problems: [
      'invalid-input',
      'malformed-request',
      'unauthorized',
      'not-found',
      'payload-too-large',
      'unsupported-media-type',
    ],
  })
  create(
    @Id() id: number,
    @Body() input: CreateCommentDto,
    @Viewer() viewer: CurrentUser,
  ): Promise<string> {
    return this.comments.add(id, viewer.id, input);
  }

  @Delete('comments/:id')
  @HttpCode(204)
  @IsOwnerOrAdmin(CommentsService)
  @Documented({
    id: 'deleteComment',
    summary: 'Delete a comment',
    description:
      'One with replies keeps its place, without text and author. For its author and admins.',
    answer: { status: 204, description: 'Deleted.' },
    problems: [
      'invalid-input',
      'malformed-request',
      'unauthorized',
      'forbidden',
      'not-found',
      'payload-too-large',
      'unsupported-media-type',
    ],
  })
  async remove(@Id() id: number): Promise<void> {
    await this.comments.remove(id);
  }
}
