import { ApiProperty, PickType } from '@nestjs/swagger';
import { QueryOrdering } from '../../http/input/parameters.js';
import { ReferenceField, TextField } from '../../http/input/body-fields.js';
import { ReadOnlyFields } from '../../http/input/field.js';
import { PageDto, Results } from '../../paging/page.dto.js';
import { ListQuery } from '../../paging/page.parameters.js';
import { PublicUserDto } from '../../users/dto/user.dto.js';

/** A comment; a deleted one that has replies stays, without text and author. */
export class CommentDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  id!: number;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  movie_id!: number;

  @ApiProperty({
    type: PublicUserDto,
    nullable: true,
    description: '`null` for a deleted comment that has replies, and after its author.',
  })
  author!: PublicUserDto | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: '`null` for a deleted comment that has replies.',
    example: 'An offer nobody refuses.',
  })
  text!: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description: 'The comment that it answers; `null` for one that answers none.',
    example: null,
  })
  parent_id!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  reply_count!: number;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: '`null` until it is edited.',
    example: null,
  })
  edited_at!: string | null;
}

export class CommentPageDto extends PageDto {
  @Results(CommentDto)
  results!: CommentDto[];
}

@ReadOnlyFields('id', 'movie_id', 'author', 'reply_count', 'created_at', 'edited_at')
export class CreateCommentDto {
  @TextField({ description: 'What you say.', max: 5000, example: 'An offer nobody refuses.' })
  text!: string;

  @ReferenceField({
    description: 'The comment that this one answers: one of the same movie, itself no reply.',
    nullable: true,
    example: null,
  })
  parent_id?: number | null;
}

/** A new text. */
@ReadOnlyFields('id', 'movie_id', 'author', 'parent_id', 'reply_count', 'created_at', 'edited_at')
export class UpdateCommentDto extends PickType(CreateCommentDto, ['text']) {}

const KEYS = ['created_at'] as const;

/** Every list of comments. */
export class CommentListQuery extends ListQuery {
  @QueryOrdering({
    description: 'Latest first, or `created_at` for oldest first.',
    keys: KEYS,
    default: '-created_at',
    example: 'created_at',
  })
  ordering?: string[];
}

export const isOldestFirst = ({ ordering }: CommentListQuery): boolean =>
  ordering?.[0] === 'created_at';
