import { PROBLEMS, type ProblemName } from '../problems/catalogue.js';
import { type ResponseObject, PROBLEM_TYPES } from './document.types.js';
import type { HeaderUse, SharedHeaders } from './response-headers.js';
import { PROBLEM_MEDIA_TYPE, MOST_ERRORS } from '../problems/problem.js';
import { ApiProperty } from '@nestjs/swagger';

class FieldErrorDto {
  @ApiProperty({
    type: 'string',
    description: 'The field, nested ones as `cast.3`.',
    example: 'title',
  })
  field!: string;

  @ApiProperty({ type: 'string', description: 'What is wrong with it.', example: 'is required' })
  message!: string;
}

/** Every error, as RFC 9457 has it. */
export class ProblemDto {
  @ApiProperty({
    type: 'string',
    format: 'uri',
    description: 'The kind of problem; the address answers with a page about it.',
    example: 'http://127.0.0.1:8000/problems/invalid-input/',
  })
  type!: string;

  @ApiProperty({
    type: 'string',
    description: 'The kind of problem, in words.',
    example: 'Invalid input',
  })
  title!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 400,
    maximum: 599,
    description: 'The status of the answer.',
    example: 400,
  })
  status!: number;

  @ApiProperty({
    type: 'string',
    description: 'What happened this time.',
    example: 'title is required.',
  })
  detail!: string;

  @ApiProperty({
    type: 'string',
    description: 'The path of the request, as it came.',
    example: '/movies/',
  })
  instance!: string;

  @ApiProperty({
    type: 'string',
    description: 'As in the header `X-Request-Id`: name it when you report a fault.',
    example: 'f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55',
  })
  request_id!: string;

  @ApiProperty({
    type: [FieldErrorDto],
    required: false,
    maxItems: MOST_ERRORS,
    description:
      'One for each field or parameter that is wrong, with some 400 and 409; `detail` says how many more there are.',
  })
  errors?: FieldErrorDto[];
}

/** What is refused before anybody knows which operation is meant. */
const BEFORE_ROUTING: readonly ProblemName[] = [
  'request-timeout',
  'uri-too-long',
  'expectation-failed',
  'headers-too-large',
];

type Reference = { $ref: string };

/** The answers to what goes wrong: written once, and referred to by every operation that has them. */
export class ProblemResponses {
  /** For `components.responses`. */
  readonly used: Record<string, ResponseObject> = {};

  /** @param examples the kinds of which there is an example */
  constructor(
    private readonly headers: SharedHeaders,
    private readonly examples: readonly string[],
  ) {}

  /** One response for each status. @param counted whether the limit of requests applies */
  byStatus(names: readonly ProblemName[], counted: boolean): Record<string, Reference> {
    const statuses = new Set(names.map((name) => PROBLEMS[name].status));
    return Object.fromEntries(
      [...statuses].map((status) => {
        const kinds = names.filter((name) => PROBLEMS[name].status === status).toSorted();
        const headers = { ...headersOf(status, kinds), ...(counted ? LIMIT_HEADERS : {}) };
        const key = kinds.map(pascalCase).join('Or') + (counted ? '' : 'Uncounted');
        return [status, this.refer(key, kinds, headers)];
      }),
    );
  }

  /** For the statuses that any request may meet before it has an operation. */
  default(): Reference {
    const headers = { 'X-Request-Id': 'always', 'Cache-Control': 'sometimes' } as const;
    return this.refer('BeforeRouting', BEFORE_ROUTING, headers);
  }

  private refer(key: string, names: readonly ProblemName[], headers: HeaderUse): Reference {
    this.used[key] ??= {
      description: names.map((name) => PROBLEMS[name].title).join(', or '),
      headers: this.headers.refer(headers),
      content: {
        [PROBLEM_MEDIA_TYPE]: {
          schema: { $ref: '#/components/schemas/ProblemDto' },
          examples: Object.fromEntries(
            names
              .filter((name) => this.examples.includes(name))
              .map((name) => [name, { $ref: `#/components/examples/${name}` }]),
          ),
        },
      },
      [PROBLEM_TYPES]: names,
    } as ResponseObject;
    return { $ref: `#/components/responses/${key}` };
  }
}

const LIMIT_HEADERS: HeaderUse = { RateLimit: 'sometimes', 'RateLimit-Policy': 'sometimes' };

function headersOf(status: number, kinds: readonly ProblemName[]): HeaderUse {
  return {
    'X-Request-Id': 'always',
    // What is no HTTP at all is 400 as well, and answered by other code.
    'Cache-Control': status === 400 ? 'sometimes' : 'always',
    ...(status === 415 ? { 'Accept-Encoding': 'sometimes' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'always' } : {}),
    ...(status === 429 || status === 503 ? { 'Retry-After': 'always' } : {}),
    ...(kinds.includes('request-in-progress') ? { 'Retry-After': 'sometimes' } : {}),
  };
}

const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
