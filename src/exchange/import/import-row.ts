import type { CreateMovieDto } from '../../movies/dto/movie.input.js';

/** A checked row of a catalogue. */
export interface ImportRow {
  readonly movie: CreateMovieDto;
  /** Which catalogue, and the row's id there; both or neither. */
  readonly origin: { readonly source: string; readonly sourceId: string } | undefined;
}
