import type { Comment, Genre, Movie, User } from './shapes.js';

interface Rows<T> {
  count: number | null;
  results: T[];
}

interface Answers {
  'GET /movies/': Rows<Movie>;
  'GET /movies/search/': Rows<Movie>;
  'GET /movies/suggest/': { results: Pick<Movie, 'id' | 'title' | 'year'>[] };
  'GET /genres/': Rows<Genre>;
  'GET /movies/{id}/': Movie;
  'GET /movies/{id}/like/': Rows<User>;
  'GET /movies/{id}/comments/': Rows<Comment>;
  'GET /movies/{id}/similar/': Rows<Movie>;
  'GET /comments/{id}/replies/': Rows<Comment>;
  'POST /movies/': Movie;
  'POST /movies/{id}/like/': { like_count: number; liked: boolean };
  'DELETE /movies/{id}/like/': { like_count: number; liked: boolean };
  'POST /movies/{id}/comments/': Comment;
  'DELETE /comments/{id}/': void;
}

type PathOf<Verb extends string> = {
  [Key in keyof Answers]: Key extends `${Verb} ${infer Path}` ? Path : never;
}[keyof Answers];

type Answer<Key extends string> = Promise<Key extends keyof Answers ? Answers[Key] : never>;

interface Options {
  path?: { id: number };
  query?: Record<string, string | number>;
  body?: object;
  signal?: AbortSignal;
}

interface SignedIn {
  token: string;
  user: User;
}

/** What the page uses of `movie-api-client`, whose browser build `client.js` is. */
export class MovieApi {
  constructor(options: {
    baseUrl: string;
    token?: string | undefined;
    onToken?: (token: string | undefined) => void;
  });
  readonly token: string | undefined;
  register(account: { username: string; email: string; password: string }): Promise<SignedIn>;
  login(credentials: { username: string; password: string }): Promise<SignedIn>;
  logout(): Promise<void>;
  get<P extends PathOf<'GET'>>(path: P, options?: Options): Answer<`GET ${P}`>;
  post<P extends PathOf<'POST'>>(path: P, options?: Options): Answer<`POST ${P}`>;
  delete<P extends PathOf<'DELETE'>>(path: P, options?: Options): Answer<`DELETE ${P}`>;
}

export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly { field: string; message: string }[];
}
