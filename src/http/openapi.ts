import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse } from '@nestjs/swagger';
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
}

/** An operation's documentation, its success and its errors; those that any request can meet are added. */
export function Documented({
  id,
  summary,
  description,
  answer,
  orElse,
  problems = [],
}: Operation): MethodDecorator {
  const kinds: ProblemName[] = [
    ...problems,
    'not-acceptable',
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
    ...[answer, ...(orElse ? [orElse] : [])].map((success) => ApiResponse(success)),
    ...[...byStatus].map(([status, names]) =>
      ApiResponse({
        status,
        description: names.map((name) => PROBLEMS[name].title).join(', or '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/ProblemDto' } } },
      }),
    ),
  );
}
