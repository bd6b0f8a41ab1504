import {
  QueryId,
  QueryIds,
  QueryInteger,
  QueryOrdering,
  QueryText,
} from '../../http/input/parameters.js';
import { ListQuery, MAX_PAGE_SIZE } from '../../paging/page.parameters.js';
import { DEFAULT_ORDERING, ORDERING_KEYS } from '../movie-ordering.js';

export const YEAR = { min: 1, max: 9999 };
const ordering = QueryOrdering({
  description:
    'Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id.',
  keys: ORDERING_KEYS,
  default: DEFAULT_ORDERING,
  example: '-like_count,title',
});
export const GENRE_DESCRIPTION =
  'One name; several with commas: all of them; several with `|`: any of them; the two mixed are 400. Without regard to case.';

/** `GET /movies/` */
export class MovieListQuery extends ListQuery {
  @QueryText({
    description: 'Titles that contain this, in any case, diacritics or none.',
    max: 255,
    optional: true,
    example: 'godfather',
  })
  title?: string;

  @QueryText({ description: GENRE_DESCRIPTION, max: 1000, optional: true, example: 'Drama|Crime' })
  genre?: string;

  @QueryInteger({ description: 'The year of release.', ...YEAR, example: 1972 })
  year?: number;

  @QueryInteger({ description: 'That year or later.', ...YEAR, example: 1970 })
  year_min?: number;

  @QueryInteger({ description: 'That year or earlier.', ...YEAR, example: 1979 })
  year_max?: number;

  @QueryText({
    description: 'The language spoken: ISO 639-1.',
    max: 10,
    optional: true,
    example: 'en',
  })
  language?: string;

  @QueryId({ description: 'Movies that this user created.', example: 1 })
  creator?: number;

  @QueryId({ description: 'Movies that this user likes.', example: 1 })
  liked_by?: number;

  @QueryText({ description: "IMDb's id.", max: 20, optional: true, example: 'tt0068646' })
  imdb_id?: string;

  @QueryIds({
    description:
      'These movies, at most 100, all on one page unless `page_size` says otherwise, in this order unless `ordering` does.',
    maxItems: MAX_PAGE_SIZE,
    example: '1,2',
  })
  ids?: number[];

  @ordering
  ordering?: string[];
}

/** `GET /movies/genre/` */
export class MovieGenreQuery extends ListQuery {
  @QueryText({ description: GENRE_DESCRIPTION, max: 1000, example: 'Drama' })
  genre!: string;

  @ordering
  ordering?: string[];
}

/** `GET /me/movies/` */
export class OwnMovieQuery extends ListQuery {
  @ordering
  ordering?: string[];
}
