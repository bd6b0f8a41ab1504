import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { PROBLEMS, type ProblemName } from './problems/catalogue.js';
import { PROBLEM_MEDIA_TYPE } from './problems/problem.response.js';

class FieldErrorDto {
  @ApiProperty({
    type: 'string',
    description: 'The field, nested ones as `cast.3`.',
    example: 'title',
  })
  field!: string;

  @ApiProperty({ type: 'string', example: 'is required' })
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

  @ApiProperty({ type: 'string', example: 'Invalid input' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiProperty({ type: 'string', example: 'title is required.' })
  detail!: string;

  @ApiProperty({ type: 'string', description: 'The path of the request.', example: '/movies/' })
  instance!: string;

  @ApiProperty({ type: 'string', example: 'f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55' })
  request_id!: string;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'For 400 and 409.' })
  errors?: FieldErrorDto[];
}

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly answer: { readonly status: number; readonly type?: Type; readonly description: string };
  /** A second success, where the first has a twin: 201 the first time, 200 after. */
  readonly orElse?: Operation['answer'];
  readonly problems?: readonly ProblemName[];
  /** The answer has an entity tag, and a client that has it already is spared it. */
  readonly tagged?: boolean;
  /** Done only to what `If-Match` expects. */
  readonly guarded?: boolean;
  /** Whoever prefers `text/html` gets a page instead, of problems too. */
  readonly page?: boolean;
}

const ETAG = {
  ETag: {
    description: 'Names this very answer (RFC 9110, 8.8.3).',
    schema: { type: 'string' as const },
    example: '"1.3-9f86d081884c7d65"',
  },
};

const tagHeader = (name: string, description: string): MethodDecorator =>
  ApiHeader({
    name,
    required: false,
    description,
    schema: { type: 'string' },
    example: '"1.3-9f86d081884c7d65"',
  });

const conditionalReading = [
  tagHeader('If-None-Match', 'Entity tags of answers that the client has: such a one is 304.'),
  ApiResponse({ status: 304, description: 'The client has it already.', headers: ETAG }),
];

const conditionalWriting = [
  tagHeader('If-Match', 'The entity tag of what is to be changed: 412 if it was edited since.'),
];

const PAGE = { 'text/html': { schema: { type: 'string' as const } } };

/** A success that has the form of its type, or that of a page. */
const withPage = ({ status, type, description }: Operation['answer']): ApiResponseOptions => ({
  status,
  description,
  content: { 'application/json': { schema: { $ref: getSchemaPath(type!) } }, ...PAGE },
});

/** An operation's documentation, its success and its errors; those that any request can meet are added. */
export function Documented({
  id,
  summary,
  description,
  answer,
  orElse,
  problems = [],
  tagged = false,
  guarded = false,
  page = false,
}: Operation): MethodDecorator {
  const kinds: ProblemName[] = [
    ...problems,
    'not-acceptable',
    'too-many-requests',
    'internal-error',
    'service-unavailable',
  ];
  const byStatus = new Map<number, ProblemName[]>();
  for (const kind of kinds) {
    const { status } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description }),
    ...[answer, ...(orElse ? [orElse] : [])].map((success) =>
      ApiResponse({
        ...(page ? withPage(success) : success),
        ...(tagged ? { headers: ETAG } : {}),
      }),
    ),
    ...(tagged ? conditionalReading : []),
    ...(guarded ? conditionalWriting : []),
    ...(page && answer.type ? [ApiExtraModels(answer.type)] : []),
    ...[...byStatus].map(([status, names]) =>
      ApiResponse({
        status,
        description: names.map((name) => PROBLEMS[name].title).join(', or '),
        content: {
          [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/ProblemDto' } },
          ...(page ? PAGE : {}),
        },
      }),
    ),
  );
}
