import type { HeaderObject, Headers } from './document.types.js';

/** What a header says, wherever it stands. Numbers are written in decimal digits. */
const HEADERS = {
  'Accept-Encoding': {
    description: 'The content codings that a body may have: none. There where one had another.',
    schema: { type: 'string', enum: ['identity'] },
    example: 'identity',
  },
  'X-Request-Id': {
    description:
      'Names this exchange in the log: the one that was sent, where that was a valid one.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._~:/+=@-]{1,128}$' },
    example: 'f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55',
  },
  RateLimit: {
    description:
      'What is left of each limit (`r`), and seconds until all is there again (`t`): of requests (`default`) and, at `POST /register/`, of new accounts (`sign-up`). A limit that is turned off is left out.',
    schema: {
      type: 'string',
      pattern: '^("default";r=\\d+;t=\\d+)?((^|, )"sign-up";r=\\d+;t=\\d+)?$',
    },
    example: '"default";r=299;t=42',
  },
  'RateLimit-Policy': {
    description:
      'How many (`q`) in how many seconds (`w`) a client address has of each limit in `RateLimit`.',
    schema: {
      type: 'string',
      pattern: '^("default";q=\\d+;w=60)?((^|, )"sign-up";q=\\d+;w=3600)?$',
    },
    example: '"default";q=300;w=60',
  },
  'Cache-Control': {
    description:
      '`private, no-cache` for what has an entity tag: keep it, and ask whether it is still good; shared caches may keep what is only `no-cache`. `no-store` for errors, and for every answer about an account.',
    schema: { type: 'string', enum: ['private, no-cache', 'no-cache', 'no-store'] },
    example: 'private, no-cache',
  },
  ETag: {
    description:
      'Names this very answer (RFC 9110, 8.8.3), for `If-None-Match`; that of a movie also for `If-Match`.',
    schema: { type: 'string', pattern: '^"[!#-~]+"$' },
    example: '"1.3-9f86d081884c7d65"',
  },
  Link: {
    description:
      'The same links as `next` and `previous`, with `rel="next"` and `rel="prev"` (RFC 8288). Not there on the only page.',
    schema: {
      type: 'string',
      pattern: '^<[^>]+>; rel="(next|prev)"(, <[^>]+>; rel="prev")?$',
    },
    example: '<http://127.0.0.1:8000/movies/?page=2>; rel="next"',
  },
  Location: {
    description: 'The address of what was created; with 303, of the page to look at.',
    schema: { type: 'string', format: 'uri' },
    example: 'http://127.0.0.1:8000/movies/1/',
  },
  'Idempotency-Replayed': {
    description: 'There where this is the first answer again: nothing was done a second time.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', minimum: 1 },
    example: 2,
  },
  'WWW-Authenticate': {
    description: 'The challenge of RFC 6750; `error="invalid_token"` where a token was sent.',
    schema: { type: 'string', pattern: '^Bearer realm="movie-api"' },
    example: 'Bearer realm="movie-api"',
  },
} as const satisfies Record<string, HeaderObject>;

export type HeaderName = keyof typeof HEADERS;

/** The headers of a response: each with whether it is always there. */
export type HeaderUse = Partial<Record<HeaderName, 'always' | 'sometimes'>>;

/** Keeps what is referred to, for `components.headers`. */
export class SharedHeaders {
  readonly used: Record<string, HeaderObject> = {};

  refer(use: HeaderUse): Headers {
    const entries = Object.entries(use) as [HeaderName, 'always' | 'sometimes'][];
    return Object.fromEntries(
      entries.map(([name, when]) => {
        const key = name.replaceAll('-', '') + (when === 'always' ? '' : 'WhereGiven');
        this.used[key] = { ...HEADERS[name], required: when === 'always' };
        return [name, { $ref: `#/components/headers/${key}` }];
      }),
    );
  }
}
