import type { Problem } from './problem.js';

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
