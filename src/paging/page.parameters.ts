import { MOST_ROWS } from './list.source.js';
import { isOutOfReach, type PageSlice } from './slice.js';
import { QueryCursor, QueryInteger, QueryPageNumber } from '../http/input/parameters.js';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = MOST_ROWS;

/** The parameters of a list that comes in pages. */
export class PageQuery {
  @QueryPageNumber({
    description:
      'Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`.',
    example: 1,
  })
  page?: number;

  @QueryInteger({
    description: 'Rows a page.',
    min: 1,
    max: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    example: 20,
  })
  page_size?: number;
}

/** The parameters of a list that can also be walked by cursor. */
export class ListQuery extends PageQuery {
  @QueryCursor({
    description:
      'Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`.',
    example: '',
  })
  cursor?: string;
}

export function pageSlice(query: PageQuery): PageSlice {
  const { page = 1, page_size: limit = DEFAULT_PAGE_SIZE } = query;
  const slice = { kind: 'page', page, limit, offset: (page - 1) * limit } as const;
  // Of a page that is refused only the list's count is read.
  return isOutOfReach(slice) ? { ...slice, offset: 0 } : slice;
}
