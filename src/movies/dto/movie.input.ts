import { PartialType } from '@nestjs/swagger';
import { IsISO6391 } from 'class-validator';
import {
  DateField,
  IntegerField,
  PatternField,
  TextField,
  TextListField,
} from '../../http/input/body-fields.js';
import { WebAddressField } from '../../http/input/address-fields.js';
import { Field, ReadOnlyFields } from '../../http/input/field.js';
import { cleanText } from '../../http/input/text.js';
import { LIVE_MEMBERS } from '../movie-json.js';

export const FIRST_YEAR = 1870;
export const LAST_YEAR = 2100;

const READ_ONLY = ['id', ...LIVE_MEMBERS.map(({ name }) => name), 'created_at', 'updated_at'];

/** The fields of a movie that its creator writes. */
@ReadOnlyFields(...READ_ONLY)
export class CreateMovieDto {
  @TextField({ description: 'The title.', max: 255, example: 'The Godfather' })
  title!: string;

  @TextField({
    description: 'The title in its own language.',
    max: 255,
    nullable: true,
    example: null,
  })
  original_title?: string | null;

  @TextField({
    description: 'What it is about.',
    max: 10_000,
    nullable: true,
    example: 'The ageing head of a crime family hands his empire to a son who never wanted it.',
  })
  description?: string | null;

  @TextListField({
    description: 'Genres; a new name creates a genre. Matched without regard to case.',
    maxItems: 10,
    max: 50,
    forbidden: /[,|]/,
    nullable: true,
    example: ['Crime', 'Drama'],
  })
  genres?: string[];

  @IntegerField({
    description: 'The year of release.',
    min: FIRST_YEAR,
    max: LAST_YEAR,
    nullable: true,
    example: 1972,
  })
  year?: number | null;

  @DateField({
    description: 'The day of release. Sets `year`, and must agree with one that is given.',
    min: FIRST_YEAR,
    max: LAST_YEAR,
    nullable: true,
    example: '1972-03-24',
  })
  release_date?: string | null;

  @IntegerField({
    description: 'The running time in minutes.',
    min: 1,
    max: 1000,
    nullable: true,
    example: 175,
  })
  runtime_minutes?: number | null;

  @Field(
    { description: 'The language spoken: ISO 639-1.', nullable: true, example: 'en' },
    {
      text: (text, max) => cleanText(text, max).toLowerCase(),
      schema: { type: 'string', pattern: '^[A-Za-z]{2}$' },
    },
    IsISO6391({ message: 'must be an ISO 639-1 code such as en' }),
  )
  language?: string | null;

  @TextField({
    description: 'Who directed it.',
    max: 255,
    nullable: true,
    example: 'Francis Ford Coppola',
  })
  director?: string | null;

  @TextListField({
    description: 'Who plays in it.',
    maxItems: 100,
    max: 255,
    nullable: true,
    example: ['Marlon Brando', 'Al Pacino'],
  })
  cast?: string[];

  @WebAddressField({
    description: 'A picture.',
    nullable: true,
    example: 'https://example.org/godfather.jpg',
  })
  poster_url?: string | null;

  @PatternField({
    description: "IMDb's id; only one movie may have it.",
    pattern: /^tt\d{7,10}$/,
    mustBe: 'tt and 7 to 10 digits',
    nullable: true,
    example: 'tt0068646',
  })
  imdb_id?: string | null;
}

/** Any of the fields; `null` clears an optional one. */
@ReadOnlyFields(...READ_ONLY)
export class UpdateMovieDto extends PartialType(CreateMovieDto, { skipNullProperties: false }) {}
