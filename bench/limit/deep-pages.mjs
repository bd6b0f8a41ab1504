// Far down the list it is the way to the page that counts: the reference takes the product's.
import { built } from './built.mjs';

const DEEP = 10_000;

export const isDeep = ({ offset }) => offset > DEEP;

/** @returns the statement of a page of all movies, newest first */
export function deepPages() {
  let loading;
  return async ({ page, size, offset }, origin) => {
    loading ??= Promise.all([
      built('movies', 'movie-list.query.js'),
      built('database', 'statement.js'),
    ]);
    const [{ movieListStatement }, { prepared }] = await loading;
    const slice = { kind: 'page', page, limit: size, offset };
    const reader = { viewer: undefined, origin };
    const { text, values } = movieListStatement({}, undefined, slice, reader);
    return { ...prepared(text), values };
  };
}
