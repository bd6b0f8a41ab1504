import { ApiProperty } from '@nestjs/swagger';
import { PageDto, Results } from '../../paging/page.dto.js';

/** A genre, and how many movies have it. */
export class GenreDto {
  @ApiProperty({ type: 'string', example: 'Drama' })
  name!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Exact. 0 for a genre that no movie has any more.',
    example: 1,
  })
  movie_count!: number;
}

export class GenrePageDto extends PageDto {
  @Results(GenreDto)
  results!: GenreDto[];
}
