import { QueryInteger, QueryPageNumber } from '../fields/query-fields.js';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** The parameters that every list knows. */
export class PageQuery {
  @QueryPageNumber({ description: 'Which page, from 1. A page past the last is 404.', example: 1 })
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

/** Which rows of a list a query asks for. */
export interface Slice {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/** @param defaultSize rows where the query does not say */
export function sliceOf(query: PageQuery, defaultSize = DEFAULT_PAGE_SIZE): Slice {
  const page = query.page ?? 1;
  const limit = query.page_size ?? defaultSize;
  // An offset past what a bigint holds is past every list too.
  return { page, limit, offset: Math.min((page - 1) * limit, Number.MAX_SAFE_INTEGER) };
}
