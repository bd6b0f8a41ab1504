import createClient, { type Client } from 'openapi-fetch';
import { ask, type AnyOptions } from './ask.js';
import { idempotencyKeys } from './idempotency-key.js';
import type { Credentials, Registration, SignedIn } from './models.js';
import { CURSOR_LISTS } from './operations.js';
import type { MovieApiOptions } from './options.js';
import { rowsOf, walk, type Query, type Walk } from './pages.js';
import { ProblemError } from './problem-error.js';
import { send } from './retry.js';
import type { paths } from './schema.js';
import { TokenKeeper } from './token-keeper.js';
import type * as T from './types.js';

/**
 * The Movie API. Every error that it answers is thrown as `ProblemError`, no answer as
 * `ConnectionError`.
 */
export class MovieApi {
  /** The openapi-fetch client below, with tokens, keys and repetitions. Errors of the API it answers. */
  readonly raw: Client<paths>;
  private readonly keeper: TokenKeeper;
  private readonly fetchInWalk: (request: Request) => Promise<Response>;

  constructor(options: MovieApiOptions) {
    const {
      fetch = (request) => globalThis.fetch(request),
      retries = 2,
      maxWait = 10_000,
      maxWaitInWalk = 300_000,
    } = options;
    this.keeper = new TokenKeeper(options.token, options.onToken ?? (() => undefined));
    this.raw = createClient<paths>({
      baseUrl: options.baseUrl,
      fetch: (request) => send(request, { fetch, retries, maxWait }),
      querySerializer: { array: { style: 'form', explode: false } },
    });
    this.fetchInWalk = (request) => send(request, { fetch, retries, maxWait: maxWaitInWalk });
    this.raw.use(this.keeper, idempotencyKeys);
  }

  /** The token that goes with every request. `onToken` is not told of one that is set here. */
  get token(): string | undefined {
    return this.keeper.token;
  }

  set token(token: string | undefined) {
    this.keeper.token = token;
  }

  /** Signs up, and in: the token is kept and sent from now on. */
  register(account: Registration): Promise<SignedIn> {
    return this.post('/register/', { body: account });
  }

  /** Signs in: the token is kept and sent from now on. `username` may be the e-mail address. */
  login(credentials: Credentials): Promise<SignedIn> {
    return this.post('/login/', { body: credentials });
  }

  /** Ends the session and forgets its token. One that has ended already is fine. */
  async logout(): Promise<void> {
    if (this.token === undefined) return;
    try {
      await this.post('/logout/');
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
    }
  }

  async get<P extends T.PathOf<'GET'>>(
    path: P,
    ...options: T.Arguments<T.OptionsOf<'GET', P>>
  ): Promise<T.AnswerOf<'GET', P>> {
    return (await this.request('GET', path, ...options)).data;
  }

  async post<P extends T.PathOf<'POST'>>(
    path: P,
    ...options: T.Arguments<T.OptionsOf<'POST', P>>
  ): Promise<T.AnswerOf<'POST', P>> {
    return (await this.request('POST', path, ...options)).data;
  }

  async patch<P extends T.PathOf<'PATCH'>>(
    path: P,
    ...options: T.Arguments<T.OptionsOf<'PATCH', P>>
  ): Promise<T.AnswerOf<'PATCH', P>> {
    return (await this.request('PATCH', path, ...options)).data;
  }

  async delete<P extends T.PathOf<'DELETE'>>(
    path: P,
    ...options: T.Arguments<T.OptionsOf<'DELETE', P>>
  ): Promise<T.AnswerOf<'DELETE', P>> {
    return (await this.request('DELETE', path, ...options)).data;
  }

  /** As `get`, `post`, `patch` and `delete`, with the entity tag and the response beside the body. */
  async request<M extends T.Method, P extends T.PathOf<M>>(
    method: M,
    path: P,
    ...[options]: T.Arguments<T.OptionsOf<M, P>>
  ): Promise<T.WholeAnswer<T.AnswerOf<M, P>>> {
    const { data, response } = await ask(this.raw, method, path, options ?? {});
    const etag = response.headers.get('ETag') ?? undefined;
    return { data: data as T.AnswerOf<M, P>, etag, response };
  }

  /**
   * Every page of a list: by cursor where it has one, and by number where not or with `page` in the
   * query, from that page on. Pages have 100 rows unless `page` or `page_size` is given. Only numbered
   * pages have a `count`.
   */
  pages<P extends T.ListPath>(
    path: P,
    ...[options]: T.Arguments<T.OptionsOf<'GET', P>>
  ): Walk<T.AnswerOf<'GET', P>> {
    const given = { ...(options as AnyOptions | undefined), fetch: this.fetchInWalk };
    const read = async (query: Query): Promise<T.AnswerOf<'GET', P> & T.Page> =>
      (await ask(this.raw, 'GET', path, { ...given, query })).data as T.AnswerOf<'GET', P> & T.Page;
    return walk(read, given.query ?? {}, CURSOR_LISTS.has(path));
  }

  /** Every row of a list, page after page as they are needed. See {@link pages}. */
  each<P extends T.ListPath>(
    path: P,
    ...options: T.Arguments<T.OptionsOf<'GET', P>>
  ): Walk<T.RowOf<P>> {
    return rowsOf(this.pages(path, ...options) as Walk<T.Page<T.RowOf<P>>>);
  }
}
