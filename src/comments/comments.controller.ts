import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  IsAuthenticatedOrReadOnly,
  IsOwner,
  IsOwnerOrAdmin,
  Viewer,
  type CurrentUser,
} from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { MadeBefore, Repeatable } from '../http/idempotency/repeatable.js';
import { Documented } from '../http/openapi/documented.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { answerConditionally, tagOf, JsonText } from '../http/conditional/conditional.response.js';
import { CommentsService } from './comments.service.js';
import {
  CommentDto,
  CommentListQuery,
  CommentPageDto,
  CreateCommentDto,
  isOldestFirst,
  UpdateCommentDto,
} from './dto/comment.dto.js';

@ApiTags('Comments')
@Controller()
@IsAuthenticatedOrReadOnly()
export class CommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Get('movies/:id/comments')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listComments',
    summary: 'List the comments of a movie',
    description: 'Top-level comments, latest first; deleted ones that have replies among them.',
    answer: { status: 200, type: CommentPageDto, description: 'A page of comments.' },
  })
  list(
    @Id() id: number,
    @Query() query: CommentListQuery,
    @Slice() slice: Slice,
  ): Promise<ListRow> {
    return this.comments.ofMovie(id, isOldestFirst(query), slice);
  }

  @Get('comments/:id')
  @JsonText()
  @Documented({
    tagged: true,
    id: 'getComment',
    summary: 'Read a comment',
    description: 'Or the tombstone of a deleted one that has replies.',
    answer: { status: 200, type: CommentDto, description: 'The comment.' },
  })
  async one(
    @Id() id: number,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const json = await this.comments.one(id);
    return answerConditionally(request, reply, tagOf(json), json);
  }

  @Get('comments/:id/replies')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listReplies',
    summary: 'List the replies to a comment',
    description: 'Latest first. A reply has none.',
    answer: { status: 200, type: CommentPageDto, description: 'A page of comments.' },
  })
  replies(
    @Id() id: number,
    @Query() query: CommentListQuery,
    @Slice() slice: Slice,
  ): Promise<ListRow> {
    return this.comments.replies(id, isOldestFirst(query), slice);
  }

  @Post('movies/:id/comments')
  @Repeatable()
  @JsonText()
  @Documented({
    id: 'createComment',
    summary: 'Comment on a movie',
    description: 'Or answer one of its comments, one level deep.',
    answer: { status: 201, type: CommentDto, description: 'The comment.' },
  })
  create(
    @Id() id: number,
    @Body() input: CreateCommentDto,
    @Viewer() viewer: CurrentUser,
    @MadeBefore() made?: number,
  ): Promise<string> {
    return made === undefined
      ? this.comments.create(id, viewer.id, input)
      : this.comments.one(made);
  }

  @Patch('comments/:id')
  @IsOwner(CommentsService)
  @JsonText()
  @Documented({
    id: 'updateComment',
    summary: 'Change a comment',
    description: 'Sets `edited_at`. For its author alone.',
    answer: { status: 200, type: CommentDto, description: 'The comment as it is now.' },
  })
  edit(
    @Id() id: number,
    @Body() input: UpdateCommentDto,
    @Viewer() viewer: CurrentUser,
  ): Promise<string> {
    return this.comments.edit(id, viewer.id, input.text);
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
  })
  async remove(@Id() id: number): Promise<void> {
    await this.comments.remove(id);
  }
}

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
