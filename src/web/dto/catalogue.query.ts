import {
  QueryInteger,
  QueryOrdering,
  QueryText,
  QueryPageNumber,
} from '../../http/input/parameters.js';
import { YEAR } from '../../movies/dto/movie.query.js';
import { DEFAULT_ORDERING, ORDERING_KEYS } from '../../movies/movie-ordering.js';

/** What the page's address may say: the API's own parameters, by the API's own rules. */
export class CatalogueQuery {
  @QueryText({ description: 'Search for this.', max: 255, optional: true })
  title?: string;

  @QueryText({ description: 'Of this genre.', max: 1000, optional: true })
  genre?: string;

  @QueryInteger({ description: 'Of that year or later.', ...YEAR })
  year_min?: number;

  @QueryInteger({ description: 'Of that year or earlier.', ...YEAR })
  year_max?: number;

  @QueryOrdering({ description: 'In this order.', keys: ORDERING_KEYS, default: DEFAULT_ORDERING })
  ordering?: string[];

  @QueryPageNumber({ description: 'A page of the films, or of the comments.' })
  page?: number;

  @QueryText({ description: 'A movie instead of the list: its id.', max: 255, optional: true })
  movie?: string;

  @QueryText({ description: 'The comment whose replies are shown.', max: 255, optional: true })
  replies?: string;

  @QueryPageNumber({ description: 'A page of the replies.' })
  replies_page?: number;
}
