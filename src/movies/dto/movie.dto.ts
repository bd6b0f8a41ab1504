import { ApiProperty } from '@nestjs/swagger';
import { NumberedPageDto, PageDto, Results } from '../../paging/page.dto.js';
import { PublicUserDto } from '../../users/dto/user.dto.js';

/** A movie as every list and detail shows it. */
export class MovieDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  id!: number;

  @ApiProperty({ type: 'string', example: 'The Godfather' })
  title!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The title in its own language.',
    example: null,
  })
  original_title!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'The ageing head of a crime family hands his empire to a son who never wanted it.',
  })
  description!: string | null;

  @ApiProperty({ type: [String], maxItems: 10, example: ['Crime', 'Drama'] })
  genres!: string[];

  @ApiProperty({ type: 'integer', nullable: true, example: 1972 })
  year!: number | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '1972-03-24' })
  release_date!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 175 })
  runtime_minutes!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'ISO 639-1.', example: 'en' })
  language!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'Francis Ford Coppola' })
  director!: string | null;

  @ApiProperty({ type: [String], maxItems: 100, example: ['Marlon Brando', 'Al Pacino'] })
  cast!: string[];

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    example: 'https://example.org/godfather.jpg',
  })
  poster_url!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'tt0068646' })
  imdb_id!: string | null;

  @ApiProperty({
    type: PublicUserDto,
    nullable: true,
    description: '`null` for imported movies and for those of deleted accounts.',
  })
  creator!: PublicUserDto | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  like_count!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Comments and replies that still have their text.',
    example: 1,
  })
  comment_count!: number;

  @ApiProperty({
    type: 'boolean',
    nullable: true,
    description: '`null` for the anonymous.',
    example: true,
  })
  liked_by_me!: boolean | null;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  updated_at!: string;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    description: 'Its address in this API.',
    example: 'http://127.0.0.1:8000/movies/1/',
  })
  url!: string;
}

export class MoviePageDto extends PageDto {
  @Results(MovieDto)
  results!: MovieDto[];
}

/** A page of a search, or of what is trending or similar: by number only. */
export class NumberedMoviePageDto extends NumberedPageDto {
  @Results(MovieDto)
  results!: MovieDto[];
}
