import {
  type OperationObject,
  type ParameterObject,
  type RequestBody,
  type ResponseObject,
  OWN_HEADERS,
  OWN_PROBLEMS,
  PERMISSION,
  TOKEN_IGNORED_EXTENSION,
} from './document.types.js';
import { mediaTypeWith, type Examples } from './examples.js';
import { factsOf, type OperationFacts } from './operation-facts.js';
import type { ProblemResponses } from './problem-responses.js';
import type { HeaderUse, SharedHeaders } from './response-headers.js';

/** What all operations of a document share. */
export interface Shared {
  readonly headers: SharedHeaders;
  readonly problems: ProblemResponses;
  readonly examples: Examples;
}

const TOKEN = [{ bearer: [] }];
const SECURITY = { ignored: [], optional: [{}, ...TOKEN], required: TOKEN };

/**
 * An operation as decorators have left it, with all that follows from it: its errors, the headers of
 * its answers, whom it asks for a token, and its examples.
 */
export function completeOperation(
  path: string,
  method: string,
  operation: OperationObject,
  shared: Shared,
): OperationObject {
  const facts = factsOf(path, method, operation);
  const rest = without(operation, [OWN_PROBLEMS, OWN_HEADERS, TOKEN_IGNORED_EXTENSION]);
  const examples = shared.examples.operations[operation.operationId!];
  const parameters = (operation.parameters as ParameterObject[] | undefined)?.map((parameter) =>
    parameter.in === 'path' ? idParameter(path, parameter) : withOwnExample(parameter),
  );
  const body = operation.requestBody as RequestBody | undefined;
  return {
    ...rest,
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { ...body, content: withExamples(body.content, examples?.request) } }),
    responses: {
      ...successes(operation, facts, shared),
      ...shared.problems.byStatus(facts.problems, facts.counted),
      default: shared.problems.default(),
    },
    security: SECURITY[facts.token],
    [PERMISSION]: facts.access,
  };
}

function successes(
  { operationId, responses }: OperationObject,
  facts: OperationFacts,
  { headers, examples }: Shared,
): OperationObject['responses'] {
  const recorded = examples.operations[operationId!]?.answers;
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const { content, ...rest } = response as ResponseObject;
      return [
        status,
        {
          ...rest,
          headers: headers.refer(status === '303' ? redirectHeaders(facts) : successHeaders(facts)),
          ...(content === undefined ? {} : { content: withExamples(content, recorded?.[status]) }),
        },
      ];
    }),
  );
}

const redirectHeaders = (facts: OperationFacts): HeaderUse => ({
  ...commonHeaders(facts),
  Location: 'always',
});

/** A replayed answer has its tag and place again, but not what is said of keeping it. */
const successHeaders = (facts: OperationFacts): HeaderUse => ({
  ...commonHeaders(facts),
  ...(facts.tagged ? { ETag: 'always', 'Cache-Control': 'always' } : {}),
  ...(facts.isList ? { Link: 'sometimes' } : {}),
  ...Object.fromEntries(facts.ownHeaders.map((name) => [name, 'always'])),
  ...(facts.ownHeaders.includes('ETag')
    ? { 'Cache-Control': facts.repeatable ? 'sometimes' : 'always' }
    : {}),
  ...(facts.isAboutAccount ? { 'Cache-Control': 'always' } : {}),
  ...(facts.repeatable ? { 'Idempotency-Replayed': 'sometimes' } : {}),
});

const commonHeaders = (facts: OperationFacts): HeaderUse => ({
  'X-Request-Id': 'always',
  ...(facts.counted ? { RateLimit: 'sometimes', 'RateLimit-Policy': 'sometimes' } : {}),
});

const withExamples = (
  content: RequestBody['content'],
  recorded: Readonly<Record<string, unknown>> | undefined,
): RequestBody['content'] =>
  Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      type === 'text/html' ? media : mediaTypeWith(media, recorded),
    ]),
  );

const without = (operation: OperationObject, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(operation).filter(([key]) => !keys.includes(key)));

/** The `{id}` of a path. Nest takes it for any number, and does not know of what. */
export function idParameter(path: string, parameter: ParameterObject): ParameterObject {
  if (parameter.name !== 'id') throw new Error(`${path} has a parameter that nobody describes`);
  // `/movies/{id}/` has the id of a movie.
  const kind = path.split('/{id}')[0]!.split('/').at(-1)!.replace(/s$/, '');
  return {
    ...parameter,
    description: `The id of the ${kind}. What cannot be one is simply not found.`,
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    example: 1,
  };
}

/**
 * The example of a parameter that has to be there stands beside its schema, where readers that send
 * requests take it from. They would send that of any other one as well, and so every filter at once:
 * it goes into the schema, whose examples are only shown.
 */
export function withOwnExample(parameter: ParameterObject): ParameterObject {
  const { example: beside, schema = {}, ...rest } = parameter;
  if ('$ref' in schema) return parameter;
  const { example: within, ...bare } = schema;
  const example = (beside ?? within) as unknown;
  if (example === undefined) return parameter;
  return parameter.required
    ? { ...rest, schema: bare, example }
    : { ...rest, schema: { ...bare, examples: [example] } };
}
