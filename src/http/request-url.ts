/** A request's address as it came: the path, and what stands behind the first `?`. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) }; // a second ? belongs to the query
}
