import { checkInput } from '../../http/input/validation.pipe.js';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';
import type { ImportRow } from './row-identity.js';
import { getMetadataStorage, IS_ARRAY, IS_INT } from 'class-validator';

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

/** Catalogue of rows that have an id but do not say whose. */
const DEFAULT_SOURCE = 'import';
const LONGEST_SOURCE = 255;
/** Names of ignored fields that are kept: a file may have a new one in each row. */
const MOST_IGNORED = 50;

export type CheckedRow = { readonly row: ImportRow } | { readonly reason: string };

/** Checks the rows of a catalogue and notes the fields that it has and the API does not. */
export class RowReader {
  /** Fields that were ignored. */
  readonly ignored = new Set<string>();

  /** @param source the catalogue's name, where the rows do not give one */
  constructor(private readonly source: string = DEFAULT_SOURCE) {}

  read(value: Readonly<Record<string, unknown>>): CheckedRow {
    const known: Record<string, unknown> = {};
    for (const [field, content] of Object.entries(value)) {
      if (MOVIE_FIELDS.has(field)) known[field] = content;
      else if (field !== 'source' && field !== 'source_id' && this.ignored.size < MOST_IGNORED)
        this.ignored.add(field);
    }
    const checked = checkInput(CreateMovieDto, known);
    if ('errors' in checked) {
      const reasons = checked.errors.map(({ field, message }) => `${field} ${message}`);
      return { reason: reasons.join('; ') };
    }
    const movie = checked.value;
    if (movie.release_date && movie.year && !movie.release_date.startsWith(`${movie.year}-`)) {
      return { reason: 'year must be the year of release_date' };
    }
    return this.withOrigin(movie, value);
  }

  private withOrigin(
    movie: CreateMovieDto,
    { source, source_id: id }: Readonly<Record<string, unknown>>,
  ): CheckedRow {
    if (id === undefined || id === null || id === '') return { row: { movie, origin: undefined } };
    const sourceId = typeof id === 'number' ? String(id) : id;
    const name = source ?? this.source;
    const reason = complaint('source_id', sourceId) ?? complaint('source', name);
    if (reason !== undefined) return { reason };
    return { row: { movie, origin: { source: name as string, sourceId: sourceId as string } } };
  }
}

function complaint(field: string, text: unknown): string | undefined {
  const fits = typeof text === 'string' && text !== '' && text.length <= LONGEST_SOURCE;
  return fits && !text.includes('\0') && text.isWellFormed()
    ? undefined
    : `${field} must be a text of 1 to ${LONGEST_SOURCE} characters`;
}
