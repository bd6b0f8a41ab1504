import { ApiProperty } from '@nestjs/swagger';
import { NumberedPageDto, PageDto, Results } from '../../paging/page.dto.js';
import { LIVE_MEMBERS } from '../movie-json.js';

/** A movie as every list and detail shows it: the members of the stored document, then the live ones. */
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

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  updated_at!: string;
}

for (const { name, schema } of LIVE_MEMBERS) ApiProperty(schema)(MovieDto.prototype, name);

export class MoviePageDto extends PageDto {
  @Results(MovieDto)
  results!: MovieDto[];
}

/** A page of a search, or of what is trending or similar: by number only. */
export class NumberedMoviePageDto extends NumberedPageDto {
  @Results(MovieDto)
  results!: MovieDto[];
}
