import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { ProblemName } from '../problems/catalogue.js';
import type { OwnHeaders } from './operation-facts.js';
import { OWN_HEADERS, OWN_PROBLEMS } from './document.types.js';

interface Success {
  readonly status: number;
  readonly type?: Type;
  /** The media type of an answer that is a text and not JSON. */
  readonly text?: string;
  /** A browser, which prefers `text/html`, gets a page instead; of what goes wrong, too. */
  readonly page?: true;
  readonly description: string;
  /** What this one operation says beside what its kind says anyway. */
  readonly headers?: OwnHeaders;
}

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: Success;
  /** A second success, where the first has a twin: 201 the first time, 200 after. */
  readonly orElse?: Success;
  /** Errors that cannot be told from the route: see `operation-facts.ts` for the others. */
  readonly problems?: readonly ProblemName[];
  /** The answer has an entity tag, and a client that has it already is spared it. */
  readonly tagged?: boolean;
  /** Done only to what `If-Match` expects. */
  readonly guarded?: boolean;
}

const tagHeader = (name: string, description: string): MethodDecorator =>
  ApiHeader({
    name,
    required: false,
    description,
    schema: { type: 'string', minLength: 1 },
    example: '"1.3-9f86d081884c7d65"',
  });

const conditionalReading = [
  tagHeader(
    'If-None-Match',
    'Entity tags of answers that the client has, or `*`: such a one is 304.',
  ),
  ApiResponse({ status: 304, description: 'The client has it already.' }),
];

const conditionalWriting = [
  tagHeader(
    'If-Match',
    'The entity tag of what is to be changed, or `*`: 412 if it was edited since.',
  ),
];

const TEXT = { schema: { type: 'string' as const } };

const success = ({ status, type, text, page, description }: Success): MethodDecorator => {
  if (text !== undefined) return ApiResponse({ status, description, content: { [text]: TEXT } });
  if (page === undefined || type === undefined) return ApiResponse({ status, description, type });
  const json = { schema: { $ref: getSchemaPath(type) } };
  return applyDecorators(
    ApiExtraModels(type),
    ApiResponse({
      status,
      description,
      content: { 'application/json': json, 'text/html': TEXT },
    }),
  );
};

/**
 * An operation's documentation. Here stands what only its author knows; whatever follows from its
 * route, its access and its parameters is added when the document is made.
 */
export function Documented({
  id,
  summary,
  description,
  answer,
  orElse,
  problems = [],
  tagged = false,
  guarded = false,
}: Operation): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description }),
    ApiExtension(OWN_PROBLEMS, problems),
    ApiExtension(OWN_HEADERS, answer.headers ?? []),
    ...[answer, ...(orElse ? [orElse] : [])].map(success),
    ...(tagged ? conditionalReading : []),
    ...(guarded ? conditionalWriting : []),
  );
}
