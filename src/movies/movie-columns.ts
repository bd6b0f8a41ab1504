import type { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import type { Movie } from './movie.entity.js';
import { titleKey, titleWords } from './title-words.js';

type Written = Partial<Omit<Movie, 'id' | 'creatorId' | 'createdAt' | 'updatedAt'>>;

/**
 * The columns that an input sets, the genres' spelling aside. Only what the input names is in the
 * result; a release date brings its year along.
 */
export function movieColumns(input: CreateMovieDto | UpdateMovieDto): Written {
  const columns: Written = {
    title: input.title,
    originalTitle: input.original_title,
    description: input.description,
    year: input.release_date && input.year === undefined ? yearOf(input.release_date) : input.year,
    releaseDate: input.release_date,
    runtimeMinutes: input.runtime_minutes,
    language: input.language,
    director: input.director,
    cast: input.cast,
    posterUrl: input.poster_url,
    imdbId: input.imdb_id,
    titleKey: input.title && titleKey(input.title),
    searchTitle: input.title && searchText(input.title),
    searchOriginalTitle: input.original_title && searchText(input.original_title),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** As {@link movieColumns}, for a movie that is new: `null` says no more than leaving out. */
export const newMovieColumns = (input: CreateMovieDto): Written =>
  movieColumns({ ...input, year: input.year ?? undefined });

const yearOf = (date: string): number => Number(date.slice(0, 4));

const searchText = (title: string): string => titleWords(title).join(' ');
