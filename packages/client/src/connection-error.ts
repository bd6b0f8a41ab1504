/**
 * No answer came, or one that breaks off or is not the API's. Whether the request was worked on is
 * unknown. `cause` has what `fetch` threw.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** In a walk by cursor, where to go on from. */
  declare cursor?: string;

  constructor(request: Pick<Request, 'method' | 'url'>, what: string, cause: unknown) {
    super(`${request.method} ${request.url}: ${what}`, { cause });
  }
}
