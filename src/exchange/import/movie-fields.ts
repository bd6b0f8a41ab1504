import { getMetadataStorage, IS_ARRAY, IS_INT } from 'class-validator';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';

const constraints = getMetadataStorage().getTargetValidationMetadatas(
  CreateMovieDto,
  '',
  false,
  false,
);

const fieldsWith = (constraint?: string): ReadonlySet<string> =>
  new Set(
    constraints
      .filter(({ name }) => constraint === undefined || name === constraint)
      .map(({ propertyName }) => propertyName),
  );

/** The fields of a movie that a catalogue may have. */
export const MOVIE_FIELDS = fieldsWith();
export const INTEGER_FIELDS = fieldsWith(IS_INT);
export const LIST_FIELDS = fieldsWith(IS_ARRAY);
