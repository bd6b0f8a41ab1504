import { ProblemError } from './problem-error.js';
import type { Page } from './types.js';

/** Parameters of a query. */
export type Query = Readonly<Record<string, unknown>>;

/**
 * Every page of a list from the first one, or from `page`: by cursor where the list has one and no
 * `page` is asked for, so that nothing is missed or met twice while rows come and go; else by number.
 * Of `next` only the parameters are taken: behind a proxy its host and path may be others.
 */
export async function* walk<P extends Page>(
  read: (query: Query) => Promise<P>,
  query: Query,
  hasCursor: boolean,
): AsyncGenerator<P, void, undefined> {
  const byCursor = hasCursor && query['page'] === undefined;
  let page = await read(byCursor ? { cursor: '', ...query } : query);
  for (;;) {
    yield page;
    if (page.next === null) return;
    const next = Object.fromEntries(new URL(page.next, 'http://any').searchParams);
    try {
      page = await read(next);
    } catch (error) {
      // The list has become shorter since the page before, and this page is no more.
      if (!byCursor && error instanceof ProblemError && error.status === 404) return;
      throw error;
    }
  }
}
