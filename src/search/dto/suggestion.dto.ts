import { ApiProperty } from '@nestjs/swagger';

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
