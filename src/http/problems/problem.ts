import { PROBLEMS, type ProblemName } from './catalogue.js';

/** What is wrong with one field; nested ones as `cast.3`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Errors that one answer lists. */
export const MOST_ERRORS = 20;
/** Characters of a field's name that an answer repeats. */
const LONGEST_NAME = 100;

interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error that the client is to see, in the words of RFC 9457. Thrown from anywhere. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param kind which of the catalogue
   * @param detail one sentence about this very occurrence, safe to show
   */
  constructor(
    readonly kind: ProblemName,
    readonly detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.status = PROBLEMS[kind].status;
    this.title = PROBLEMS[kind].title;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }

  static notFound(detail = 'There is nothing here.'): Problem {
    return new Problem('not-found', detail);
  }

  /** @param errors of which the first {@link MOST_ERRORS} are listed */
  static invalid(errors: readonly FieldError[]): Problem {
    const listed = errors.slice(0, MOST_ERRORS).map(withShortName);
    const others = errors.length - listed.length;
    const detail = others === 0 ? summary(listed) : `${summary(listed)} ${others} more not listed.`;
    return new Problem('invalid-input', detail, { errors: listed });
  }

  static invalidField(field: string, message: string): Problem {
    return Problem.invalid([{ field, message }]);
  }

  static taken(errors: readonly FieldError[]): Problem {
    return new Problem('conflict', summary(errors), { errors });
  }
}

const withShortName = (error: FieldError): FieldError =>
  error.field.length > LONGEST_NAME
    ? { ...error, field: `${error.field.slice(0, LONGEST_NAME).toWellFormed()}…` }
    : error;

/** One sentence of all; a message that asks what was meant has its own end. */
const summary = (errors: readonly FieldError[]): string =>
  errors
    .map(({ field, message }, index) => {
      const end = index === errors.length - 1 ? '.' : ';';
      return `${field} ${message}${message.endsWith('?') ? '' : end}`;
    })
    .join(' ');

/** Where the pages of the problem types stand. */
export const PROBLEM_PAGES = '/problems/';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Where and when a problem was met. */
export interface Occurrence {
  readonly origin: string;
  readonly path: string;
  readonly requestId: string;
}

/** The body of a problem, as RFC 9457 has it. */
export function problemBody(problem: Problem, { origin, path, requestId }: Occurrence): string {
  return JSON.stringify({
    type: `${origin}${PROBLEM_PAGES}${problem.kind}/`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: path,
    request_id: requestId,
    errors: problem.errors,
  });
}
