import type { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import type { Movie } from './movie.entity.js';
import { formsOfTitle } from './title-forms.js';
import { titleKey } from './title-words.js';

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
    ...titleColumns(input.title),
    ...originalTitleColumns(input.original_title),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** As {@link movieColumns}, for a movie that is new: `null` says no more than leaving out. */
export const newMovieColumns = (input: CreateMovieDto): Written =>
  movieColumns({ ...input, year: input.year ?? undefined });

const yearOf = (date: string): number => Number(date.slice(0, 4));

function titleColumns(title: string | undefined): Written {
  if (title === undefined) return {};
  const { joined, terms } = formsOfTitle(title);
  return { titleKey: titleKey(title), joinedTitle: joined, titleTerms: terms };
}

function originalTitleColumns(title: string | null | undefined): Written {
  if (title === undefined) return {};
  if (title === null) return { joinedOriginalTitle: null, originalTitleTerms: null };
  const { joined, terms } = formsOfTitle(title);
  return { joinedOriginalTitle: joined, originalTitleTerms: terms };
}
