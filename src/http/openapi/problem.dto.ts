import { ApiProperty } from '@nestjs/swagger';
import { MOST_ERRORS } from '../problems/problem.js';

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
