import { ApiProperty } from '@nestjs/swagger';
import { PageDto, Results } from '../../paging/page.dto.js';
import { MovieDto } from '../../movies/dto/movie.dto.js';
import { PublicUserDto } from '../../users/dto/user.dto.js';

/** Someone who likes a movie. */
export class LikerDto extends PublicUserDto {
  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  liked_at!: string;
}

/** A page of those who like a movie. */
export class LikePageDto extends PageDto {
  @Results(LikerDto)
  results!: LikerDto[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'The number of likes; the same as `count`, where there is one.',
    example: 1,
  })
  like_count!: number;

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: '`null` for the anonymous.',
    example: true,
  })
  liked_by_me!: boolean | null;
}

/** What liking comes to. */
export class LikedDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  movie_id!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  like_count!: number;

  @ApiProperty({ type: 'boolean', example: true })
  liked!: boolean;
}

/** A movie that one likes. */
export class LikedMovieDto extends MovieDto {
  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  liked_at!: string;
}

/** A page of the movies that one likes. */
export class LikedMoviePageDto extends PageDto {
  @Results(LikedMovieDto)
  results!: LikedMovieDto[];
}
