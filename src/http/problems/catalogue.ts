/** One kind of error: the last part of its `type` URI stands as its key in {@link PROBLEMS}. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** For people: what happened, and what a client does about it. */
  readonly explanation: string;
}

/**
 * Every error that the API answers with. Their pages, the OpenAPI document and `docs/errors.md`
 * are made from this table.
 */
export const PROBLEMS = {
  'invalid-input': {
    status: 400,
    title: 'Invalid input',
    explanation:
      'A field of the body or a parameter of the query is missing, unknown or not what it must be. `errors` names each one with the reason. Correct them and send the request again.',
  },
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    explanation:
      'The request could not be read: its address, its headers or its JSON is broken, or its text is not UTF-8. `detail` says which.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    explanation:
      'The request needs a valid token, or carries one that is malformed, expired or revoked, or the name and password do not match. Sign in at `POST /login/` and send `Authorization: Bearer <token>`.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    explanation: 'You are signed in, but only its creator or an admin may do this.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation:
      'There is nothing at this address: no such path, no such object, or no such page of a list.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation:
      'The path exists but does not know this verb. The `Allow` header lists those it knows.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    explanation: 'The `Accept` header leaves out the media type that this address answers with.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    explanation: 'The request did not arrive in time. Send it again.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    explanation:
      'Something else has that name, address or number already. `errors` names the field.',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'Idempotency key reused',
    explanation:
      'This `Idempotency-Key` came with another request before. A key belongs to one request: take a new one for each.',
  },
  'request-in-progress': {
    status: 409,
    title: 'Request in progress',
    explanation:
      'A request with this `Idempotency-Key` is still being worked on. Send it again after the seconds in `Retry-After` to get its answer.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Precondition failed',
    explanation:
      'What you want to change is not what `If-Match` expects: somebody has edited it. Read it again, and decide anew.',
  },
  'payload-too-large': {
    status: 413,
    title: 'Payload too large',
    explanation: 'The body is larger than 100 KiB.',
  },
  'uri-too-long': {
    status: 414,
    title: 'URI too long',
    explanation:
      'A part of the path is too long to be anything here, or the whole address is longer than some 16 KiB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    explanation:
      'Bodies are `application/json` in UTF-8, say so in `Content-Type`, and have no `Content-Encoding`.',
  },
  'expectation-failed': {
    status: 417,
    title: 'Expectation failed',
    explanation: 'The `Expect` header asks for something other than `100-continue`.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    explanation:
      'You have sent more requests or made more accounts than `RateLimit-Policy` allows, failed to sign in too often, or used too many idempotency keys. Try again after the seconds in `Retry-After`.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Request header fields too large',
    explanation:
      'The headers of the request, its address among them, are larger than 16 KiB together.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    explanation:
      'A fault of the API. It has been logged under the `request_id`; name that when you report it.',
  },
  'service-unavailable': {
    status: 503,
    title: 'Service unavailable',
    explanation:
      'The database cannot be reached at the moment, or the server is overloaded or shutting down. Try again after the seconds in `Retry-After`.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemName = keyof typeof PROBLEMS;

/** The kind of problem that a bare HTTP status stands for, where no more is known. */
export function problemOfStatus(status: number): ProblemName {
  if (status === 400) return 'malformed-request';
  const names = Object.keys(PROBLEMS) as ProblemName[];
  const name = names.find((candidate) => PROBLEMS[candidate].status === status);
  return name ?? (status < 500 ? 'malformed-request' : 'internal-error');
}
