/** Where the API is, and how to speak with it. */
export interface MovieApiOptions {
  /** Where the API is: `http://127.0.0.1:8000`, also with a path; in a page also `''`, its own host. */
  baseUrl: string;
  /** A token from an earlier session. */
  token?: string | undefined;
  /** Told of each token that comes, and with `undefined` when it is gone: to store it. */
  onToken?: (token: string | undefined) => void;
  /** Instead of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** How often a request is sent again, at most; 2 unless given. */
  retries?: number;
  /** Milliseconds between two attempts, at most; 10,000 unless given. Who asks for more is not waited for. */
  maxWait?: number;
  /** The same for the pages of `each` and `pages`; 300,000 unless given. */
  maxWaitInWalk?: number;
}
