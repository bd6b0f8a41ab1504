import type { Markup } from './html.js';

/** What the views are given: rows of the API, and what the page's address says. */

export interface User {
  readonly id: number;
  readonly username: string;
  readonly role?: string;
}

export interface Movie {
  readonly id: number;
  readonly title: string;
  readonly original_title: string | null;
  readonly description: string | null;
  readonly genres: readonly string[];
  readonly year: number | null;
  readonly runtime_minutes: number | null;
  readonly language: string | null;
  readonly director: string | null;
  readonly cast: readonly string[];
  readonly imdb_id: string | null;
  readonly creator: User | null;
  readonly like_count: number;
  readonly comment_count: number;
  readonly liked_by_me: boolean | null;
}

export interface Comment {
  readonly id: number;
  readonly author: User | null;
  readonly text: string | null;
  readonly parent_id: number | null;
  readonly reply_count: number;
  readonly created_at: string;
  readonly edited_at: string | null;
}

export interface Genre {
  readonly name: string;
  readonly movie_count: number;
}

/** What the page's address asks for, as text: absent where it does not say. */
export interface Query {
  readonly title?: string;
  readonly genre?: string;
  readonly year_min?: string;
  readonly year_max?: string;
  readonly ordering?: string;
  readonly page?: string;
  /** A movie's view instead of the list. */
  readonly movie?: string;
  /** The comment whose replies are shown. */
  readonly replies?: string;
  /** Which page of them. */
  readonly replies_page?: string;
}

/** A page of a list: which one, and how many rows there are in all. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly count: number;
  readonly page: number;
  readonly pages: number;
}

export interface ListShown {
  readonly query: Query;
  readonly movies: Page<Movie>;
}

export interface MovieShown {
  readonly query: Query;
  readonly movie: Movie;
  readonly likers: readonly User[];
  readonly comments: Page<Comment>;
  /** Of the comment that `query.replies` names. */
  readonly replies: Page<Comment>;
  readonly similar: readonly Movie[];
  /** `undefined` for the anonymous; `null` on the server, where nobody is anybody. */
  readonly viewer: User | null | undefined;
}

/** What went wrong, as the API's `problem+json` has it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** What may be put into a template. */
export type Content = string | number | boolean | null | undefined | Markup | readonly Content[];
