import { QueryInteger, QueryText } from '../../http/input/parameters.js';
import { PageQuery } from '../../paging/page.parameters.js';
import { GENRE_DESCRIPTION, YEAR } from '../../movies/dto/movie.query.js';
import { ApiProperty } from '@nestjs/swagger';

/** `GET /movies/search/` */
export class MovieSearchQuery extends PageQuery {
  @QueryText({
    description: 'What to look for. Nothing in it is an operator.',
    max: 255,
    example: 'godfahter',
  })
  title!: string;

  @QueryText({ description: GENRE_DESCRIPTION, max: 1000, optional: true, example: 'Drama|Crime' })
  genre?: string;

  @QueryInteger({ description: 'The year of release.', ...YEAR, example: 1972 })
  year?: number;

  @QueryInteger({ description: 'That year or later.', ...YEAR, example: 1970 })
  year_min?: number;

  @QueryInteger({ description: 'That year or earlier.', ...YEAR, example: 1979 })
  year_max?: number;
}

/** `GET /movies/suggest/` */
export class SuggestQuery {
  @QueryText({
    description: 'What is typed so far. Nothing in it is an operator.',
    max: 255,
    example: 'godf',
  })
  title!: string;
}

/** A movie as a line below the field in which somebody types. */
export class SuggestionDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  id!: number;

  @ApiProperty({ type: 'string', example: 'The Godfather' })
  title!: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 1972 })
  year!: number | null;
}

export class SuggestionsDto {
  @ApiProperty({ type: [SuggestionDto], maxItems: 10, description: 'Best first.' })
  results!: SuggestionDto[];
}
