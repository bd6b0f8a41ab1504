/** `GET http://host/path`: what proxies send (RFC 9112, section 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?]*/i;

/** A request's address as it came: the path, and what stands behind the first `?`. */
export function splitUrl(target: string): { path: string; query: string } {
  const url = target.startsWith('/') ? target : target.replace(ABSOLUTE_FORM, '');
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return { path: path.startsWith('/') ? path : '/', query: mark < 0 ? '' : url.slice(mark + 1) }; // a second ? belongs to it
}
