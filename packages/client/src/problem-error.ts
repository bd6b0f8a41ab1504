import type { ProblemKind } from './operations.js';
import { secondsOf } from './retry-after.js';

/** A field of the request, and what is wrong with it. */
export interface FieldError {
  field: string;
  message: string;
}

/** The members of `application/problem+json` (RFC 9457), none of which a proxy's answer has. */
interface Problem {
  type?: string;
  title?: string;
  detail?: string;
  errors?: FieldError[];
  request_id?: string;
}

/** An answer that is an error: of the API, or of whatever stands before it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** The URI that names the kind of problem, with a page for people; `about:blank` for none. */
  readonly type: string;
  /** The last part of `type`, such as `not-found`; `undefined` where the answer is not the API's. */
  readonly kind: ProblemKind | (string & {}) | undefined;
  readonly title: string;
  readonly detail: string | undefined;
  /** What is wrong with which field, for 400 and 409. */
  readonly errors: readonly FieldError[];
  /** For a report to whoever runs the API. */
  readonly requestId: string | undefined;
  /** Seconds after which it may go better, where the answer says so. */
  readonly retryAfter: number | undefined;
  /** How often the request was sent. With more than 1 an earlier one may have done the work. */
  readonly attempts: number;
  /** In a walk by cursor, where to go on from. */
  declare cursor?: string;

  constructor(
    /** Its body has been read; status and headers are there. */
    readonly response: Response,
    body: unknown,
    attempts = 1,
  ) {
    const problem: Problem = typeof body === 'object' && body !== null ? body : {};
    const title = problem.title ?? (response.statusText || 'Error');
    const errors = problem.errors ?? [];
    const fields = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    const what = problem.detail ?? fields; // the API's detail names the fields already
    super(`${response.status} ${title}${what === '' ? '' : `: ${what}`}`);
    // A terminal would show some sixty lines of it, below which the error itself is lost.
    Object.defineProperty(this, 'response', { enumerable: false });
    this.status = response.status;
    this.type = problem.type ?? 'about:blank';
    this.kind = /\/problems\/([^/]+)\/$/.exec(this.type)?.[1];
    this.title = title;
    this.detail = problem.detail;
    this.errors = errors;
    this.requestId = problem.request_id ?? response.headers.get('X-Request-Id') ?? undefined;
    this.retryAfter = secondsOf(response.headers.get('Retry-After'));
    this.attempts = attempts;
  }
}
