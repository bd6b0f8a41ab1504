import { Problem } from '../http/problems/problem.js';

/** Rows by the number of their page. */
export interface PageSlice {
  readonly kind: 'page';
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/** So many rows of a list can be reached by the number of a page; a cursor leads on. */
export const REACH = 100_000;

/** Whether a page lies beyond what numbers reach. */
export const isOutOfReach = ({ page, limit }: PageSlice): boolean => page * limit > REACH;

/** Whether a page is the last that a number reaches. */
export const isLastInReach = ({ page, limit }: PageSlice): boolean =>
  page * limit <= REACH && (page + 1) * limit > REACH;

/**
 * How many pages a list of so many rows has. The first page of an empty list is there.
 *
 * @throws {Problem} 404 for a page past the last
 */
export function pagesOf({ page, limit }: PageSlice, count: number | null): number {
  const pages = Math.max(1, Math.ceil((count ?? 0) / limit));
  if (page > pages) throw Problem.notFound(`There is no page ${page}; the last is ${pages}.`);
  return pages;
}

/** Rows by what stands before or behind them. */
export interface CursorSlice {
  readonly kind: 'cursor';
  readonly limit: number;
  /** `undefined`: the beginning of the list. */
  readonly position: Position | undefined;
}

/** Which rows of a list are asked for. */
export type Slice = PageSlice | CursorSlice;

/** Rows that are passed over within a millisecond or so. */
const SOON_PASSED = 5000;

/** Whether a slice is so near the beginning of its list, or of a cursor, that it is soon read. */
export const isNear = (slice: Slice): boolean =>
  slice.kind === 'cursor' || slice.offset <= SOON_PASSED;

/** A place in a list. The row that gave its values may have gone since. */
export interface Position {
  /** The sort keys there, as PostgreSQL's text. */
  readonly values: readonly (string | null)[];
  /** Towards the beginning instead of the end. */
  readonly backward: boolean;
  /** Whether a row that is exactly there belongs to the slice. */
  readonly inclusive: boolean;
}
