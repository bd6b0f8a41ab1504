import { ConnectionError } from './connection-error.js';
import { pause } from './pause.js';
import { secondsOf } from './retry-after.js';

export interface RetryRules {
  readonly fetch: (request: Request) => Promise<Response>;
  /** How often a request is sent again, at most. */
  readonly retries: number;
  /** Milliseconds of one wait, at most. */
  readonly maxWait: number;
}

/** Milliseconds of the first wait, where the answer names none; each further one is twice as long. */
const FIRST_WAIT = 250;
/** Answers of proxies that lost the API, and of an API that lost its database. */
const PASSING = [502, 503, 504];
/** Statuses whose answers have no body (Fetch, "null body status"). */
const WITHOUT_BODY = [204, 205, 304];

const attempts = new WeakMap<Response, number>();

/** How often the request of an answer was sent. */
export const attemptsFor = (response: Response): number => attempts.get(response) ?? 1;

/**
 * Sends a request, and sends it again where that is safe and may help. Answers come with their whole
 * body, so that one that breaks off counts as none.
 *
 * @throws {ConnectionError} no answer; or the reason of the request's signal
 */
export async function send(request: Request, rules: RetryRules): Promise<Response> {
  const mayRepeat = isRepeatable(request);
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt > rules.retries;
    const outcome = await once(isLast ? request : request.clone(), rules.fetch);
    if (outcome instanceof Response) attempts.set(outcome, attempt);
    const wait = isLast ? undefined : waitAfter(outcome, mayRepeat, attempt, rules.maxWait);
    if (wait !== undefined) await pause(wait, request.signal);
    else if (outcome instanceof Response) return outcome;
    else throw outcome;
  }
}

/**
 * Whether doing it twice is doing it once, so that it may be sent again when nobody knows what became
 * of it. Signing in twice leaves one session more, and asking for a reset one mail. What has a
 * condition or changes the account does not qualify: the second time would meet what the first has
 * changed, and fail for that.
 */
export function isRepeatable({ method, url, headers }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  const { pathname } = new URL(url);
  if (method === 'POST')
    return headers.has('Idempotency-Key') || /\/(login|password\/forgot)\/$/.test(pathname);
  return !headers.has('If-Match') && !pathname.endsWith('/me/');
}

async function once(
  request: Request,
  fetch: RetryRules['fetch'],
): Promise<Response | ConnectionError> {
  try {
    const response = await fetch(request);
    const body = await response.arrayBuffer();
    return new Response(WITHOUT_BODY.includes(response.status) ? null : body, response);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return new ConnectionError(request, 'no connection, or the answer broke off', error);
  }
}

/** Milliseconds until the next attempt; `undefined`: there is none. */
function waitAfter(
  outcome: Response | ConnectionError,
  mayRepeat: boolean,
  attempt: number,
  maxWait: number,
): number | undefined {
  if (!(outcome instanceof Response)) return mayRepeat ? backoff(attempt, maxWait) : undefined;
  const { status, headers } = outcome;
  const seconds = secondsOf(headers.get('Retry-After'));
  const isPassing =
    status === 429 || // refused before any work, so that anything may be sent again
    (mayRepeat && PASSING.includes(status)) ||
    (mayRepeat && status === 409 && seconds !== undefined); // request-in-progress
  if (!isPassing) return undefined;
  if (seconds === undefined) return backoff(attempt, maxWait);
  return seconds * 1000 > maxWait ? undefined : seconds * 1000;
}

/** Between half and all of a time that doubles, so that clients do not come back all at once. */
const backoff = (attempt: number, maxWait: number): number =>
  Math.min(maxWait, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
