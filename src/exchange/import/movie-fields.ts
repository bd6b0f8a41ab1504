import { InputCheck } from '../../http/input/input-check.js';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';

/** Checks rows as the API checks the body of `POST /movies/`. */
export const movieCheck = new InputCheck(CreateMovieDto);

/** The fields of a movie that a catalogue may have, and their forms. */
export const MOVIE_FIELDS = movieCheck.fields;
