import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The shape of every list. */
export class PageDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows in the whole list.', example: 1 })
  count!: number;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    description: 'The next page; `null` on the last.',
    example: null,
  })
  next!: string | null;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    description: 'The previous page; `null` on the first.',
    example: null,
  })
  previous!: string | null;
}

/** The `results` of a list, as a decorator for the property. */
export const Results = (row: Type): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: [row], description: 'The rows of this page.' }));
