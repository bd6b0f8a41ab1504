import { ConnectionError } from './connection-error.js';
import { ProblemError } from './problem-error.js';
import type { Page } from './types.js';

/** Parameters of a query. */
export type Query = Readonly<Record<string, unknown>>;

/** The rows or pages of a list, read as they are needed. */
export interface Walk<T> extends AsyncGenerator<T, void, undefined> {
  /**
   * Where to go on from: the cursor of the page whose rows are being given. A later walk with it in
   * `query` misses no row, and gives those of that page once more. `undefined` after the end, and in a
   * walk by number.
   */
  readonly cursor: string | undefined;
}

/** Rows of a page, at most: with them a walk needs the fewest requests. */
const LARGEST_PAGE = 100;

/**
 * Every page of a list from the first one, or from `cursor` or `page`: by cursor where the list has one
 * and no `page` is asked for, so that nothing is missed or met twice while rows come and go; else by
 * number.
 */
export function walk<P extends Page>(
  read: (query: Query) => Promise<P>,
  query: Query,
  hasCursor: boolean,
): Walk<P> {
  if (query['page'] !== undefined) return walkFrom(read, query);
  const first = { ...query, page_size: query['page_size'] ?? LARGEST_PAGE };
  return walkFrom(read, hasCursor ? { cursor: '', ...first } : first);
}

/** Of `next` only the parameters are taken: behind a proxy its host and path may be others. */
function walkFrom<P extends Page>(read: (query: Query) => Promise<P>, first: Query): Walk<P> {
  let query: Query | undefined = first;
  const cursor = (): string | undefined => query?.['cursor'] as string | undefined;
  async function* pages(): AsyncGenerator<P, void, undefined> {
    for (; query !== undefined;) {
      let page: P;
      try {
        page = await read(query);
      } catch (error) {
        // The list has become shorter since the page before, and this page is no more.
        const isPastEnd = query !== first && cursor() === undefined;
        if (isPastEnd && error instanceof ProblemError && error.status === 404) return;
        const at = cursor();
        const isOurs = error instanceof ProblemError || error instanceof ConnectionError;
        if (isOurs && at !== undefined) error.cursor = at;
        throw error;
      }
      yield page;
      query = page.next === null ? undefined : parametersOf(page.next);
    }
  }
  return withCursor(pages(), cursor);
}

const parametersOf = (address: string): Query =>
  Object.fromEntries(new URL(address, 'http://any').searchParams);

/** The rows of the pages. */
export function rowsOf<Row>(pages: Walk<Page<Row>>): Walk<Row> {
  async function* rows(): AsyncGenerator<Row, void, undefined> {
    for await (const { results } of pages) yield* results;
  }
  return withCursor(rows(), () => pages.cursor);
}

const withCursor = <T>(
  generator: AsyncGenerator<T, void, undefined>,
  get: () => string | undefined,
): Walk<T> => Object.defineProperty(generator, 'cursor', { get }) as Walk<T>;
