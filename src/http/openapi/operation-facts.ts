import type { Access } from '../routing/access.js';
import { isExempt } from '../limits/exempt-paths.js';
import type { ProblemName } from '../problems/catalogue.js';
import {
  type OperationObject,
  type ParameterObject,
  OWN_HEADERS,
  OWN_PROBLEMS,
  PERMISSION,
  TOKEN_IGNORED_EXTENSION,
} from './document.types.js';
import { isAboutAccount } from '../edge/security-headers.js';

/** Headers of a success that cannot be told from the route. */
export type OwnHeaders = readonly ('ETag' | 'Location')[];

/** What follows from an operation's route, access and parameters. */
export interface OperationFacts {
  readonly access: Access;
  /** Whether a token is looked at, and whether it has to be there. */
  readonly token: 'ignored' | 'optional' | 'required';
  readonly reads: boolean;
  /** Counted by the limit of requests, and made to wait when there are too many at once. */
  readonly counted: boolean;
  readonly isList: boolean;
  /** No cache may keep the answer. */
  readonly isAboutAccount: boolean;
  readonly repeatable: boolean;
  readonly tagged: boolean;
  readonly ownHeaders: OwnHeaders;
  readonly problems: readonly ProblemName[];
}

const PUBLIC: readonly Access[] = ['AllowAny'];
const OWNERS_ONLY: readonly Access[] = ['IsOwner', 'IsOwnerOrAdmin'];

/** @param method in lower case, as documents have it */
export function factsOf(path: string, method: string, operation: OperationObject): OperationFacts {
  const access = (operation[PERMISSION] as Access | undefined) ?? 'IsAuthenticated';
  const reads = method === 'get';
  const isOpen = PUBLIC.includes(access) || (access === 'IsAuthenticatedOrReadOnly' && reads);
  const has = (name: string): boolean =>
    (operation.parameters as ParameterObject[] | undefined)?.some((it) => it.name === name) ===
    true;
  const facts = {
    access,
    token: operation[TOKEN_IGNORED_EXTENSION] ? 'ignored' : isOpen ? 'optional' : 'required',
    reads,
    counted: !isExempt(path),
    isList: has('page'),
    isAboutAccount: isAboutAccount(path),
    repeatable: has('Idempotency-Key'),
    tagged: has('If-None-Match'),
    ownHeaders: operation[OWN_HEADERS] as OwnHeaders,
  } as const;
  const conditional: [ProblemName, boolean][] = [
    ['unauthorized', facts.token !== 'ignored'],
    ['forbidden', OWNERS_ONLY.includes(access)],
    ['not-found', facts.isList || path.includes('{')],
    ['idempotency-key-reused', facts.repeatable],
    ['request-in-progress', facts.repeatable],
    ['precondition-failed', has('If-Match')],
    // Of what comes with a GET nothing is read.
    ['payload-too-large', !reads],
    ['unsupported-media-type', !reads],
    ['too-many-requests', facts.counted],
    ['service-unavailable', facts.counted],
  ];
  return {
    ...facts,
    problems: [
      // A parameter that nobody knows, a query that cannot be decoded: these need no input of its own.
      ...ALWAYS,
      ...(operation[OWN_PROBLEMS] as readonly ProblemName[]),
      ...conditional.filter(([, applies]) => applies).map(([name]) => name),
    ],
  };
}

const ALWAYS: readonly ProblemName[] = [
  'invalid-input',
  'malformed-request',
  'not-acceptable',
  'internal-error',
];
