import { checkInput } from '../../http/field-errors.js';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';
import type { ImportRow } from '../../movies/import/movie-import.service.js';

/** The fields of a movie that a catalogue may have. */
const MOVIE_FIELDS = new Set([
  'title',
  'original_title',
  'description',
  'genres',
  'year',
  'release_date',
  'runtime_minutes',
  'language',
  'director',
  'cast',
  'poster_url',
  'imdb_id',
]);

/** Catalogue of rows that have an id but do not say whose. */
const DEFAULT_SOURCE = 'import';
const LONGEST_SOURCE = 255;

export type CheckedRow = { readonly row: ImportRow } | { readonly reason: string };

/** Checks the rows of a catalogue and notes the fields that it has and the API does not. */
export class RowReader {
  /** Fields that were ignored. */
  readonly ignored = new Set<string>();

  /** @param source the catalogue's name, where the rows do not give one */
  constructor(private readonly source: string | undefined) {}

  /** @param value the row as parsed */
  read(value: unknown): CheckedRow {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { reason: 'is not an object' };
    }
    const input: Record<string, unknown> = {};
    for (const [field, content] of Object.entries(value)) {
      if (MOVIE_FIELDS.has(field)) input[field] = content;
      else if (field !== 'source' && field !== 'source_id') this.ignored.add(field);
    }
    const { value: movie, errors } = checkInput(CreateMovieDto, input);
    if (errors.length > 0) {
      return { reason: errors.map(({ field, message }) => `${field} ${message}`).join('; ') };
    }
    if (movie.release_date && movie.year && !movie.release_date.startsWith(`${movie.year}-`)) {
      return { reason: 'year must be the year of release_date' };
    }
    return this.withOrigin(movie, value as Record<string, unknown>);
  }

  private withOrigin(
    movie: CreateMovieDto,
    { source, source_id: id }: Record<string, unknown>,
  ): CheckedRow {
    if (id === undefined || id === null || id === '') return { row: { movie, origin: undefined } };
    const sourceId = typeof id === 'number' ? String(id) : id;
    const name = source ?? this.source ?? DEFAULT_SOURCE;
    for (const [field, text] of Object.entries({ source_id: sourceId, source: name })) {
      const fits = typeof text === 'string' && text !== '' && text.length <= LONGEST_SOURCE;
      if (!fits || text.includes('\0') || !text.isWellFormed()) {
        return { reason: `${field} must be a text of 1 to ${LONGEST_SOURCE} characters` };
      }
    }
    return { row: { movie, origin: { source: name as string, sourceId: sourceId as string } } };
  }
}
