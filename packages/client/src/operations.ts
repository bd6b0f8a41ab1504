// Made from openapi.json and the catalogue of errors by npm run generate.

/** Lists that can be walked by cursor. */
export const CURSOR_LISTS: ReadonlySet<string> = new Set<string>([
  '/me/sessions/',
  '/movies/',
  '/movies/genre/',
  '/me/movies/',
  '/genres/',
  '/movies/{id}/like/',
  '/me/likes/',
  '/movies/{id}/comments/',
  '/comments/{id}/replies/',
  '/me/comments/',
]);

/** What takes an `Idempotency-Key`. */
export const KEYED_POSTS: ReadonlySet<string> = new Set<string>([
  '/logout/',
  '/logout/all/',
  '/movies/',
  '/movies/{id}/like/',
  '/movies/{id}/comments/',
]);

/** The kinds of error: the last part of a problem's `type`. */
export type ProblemKind =
  | 'invalid-input'
  | 'malformed-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'conflict'
  | 'idempotency-key-reused'
  | 'request-in-progress'
  | 'precondition-failed'
  | 'payload-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'expectation-failed'
  | 'too-many-requests'
  | 'headers-too-large'
  | 'internal-error'
  | 'service-unavailable';
