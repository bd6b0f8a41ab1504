import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { MAX_PAGE_SIZE } from './page.parameters.js';

/** The shape of every list. */
export class PageDto {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Rows in the whole list; `null` with `cursor`.',
    example: 1,
  })
  count!: number | null;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    description: 'The next page or slice; `null` on the last.',
    example: null,
  })
  next!: string | null;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    description: 'The previous page or slice; `null` on the first.',
    example: null,
  })
  previous!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    required: false,
    description:
      'The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.',
    example: null,
  })
  next_cursor?: string | null;
}

/** The shape of the lists that have no `cursor`. */
export class NumberedPageDto extends OmitType(PageDto, ['next_cursor']) {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: false,
    description: 'Rows in the whole list.',
    example: 1,
  })
  override count!: number;
}

/** The `results` of a list, as a decorator for the property. */
export const Results = (row: Type): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      type: [row],
      maxItems: MAX_PAGE_SIZE,
      description:
        'The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all.',
    }),
  );
