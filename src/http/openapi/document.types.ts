import type { OpenAPIObject } from '@nestjs/swagger';

/** Who may call an operation: stands in the document for its readers. */
export const PERMISSION = 'x-permission';

/** Which problem types a response may have: for its readers, too. */
export const PROBLEM_TYPES = 'x-problem-types';

/** What decorators leave for whoever completes the document; it does not stay there. */
export const OWN_PROBLEMS = 'x-own-problems';
export const OWN_HEADERS = 'x-own-headers';
export const TOKEN_IGNORED_EXTENSION = 'x-token-ignored';

/** The parts of an OpenAPI document, named: the library exports only the whole. */
export type PathItem = OpenAPIObject['paths'][string];
export type Components = NonNullable<OpenAPIObject['components']>;

/** With the extensions of our decorators. */
export type OperationObject = NonNullable<PathItem['get']> & Record<`x-${string}`, unknown>;

type Inline<T> = Exclude<T, { $ref: string } | undefined>;
export type ResponseObject = Inline<NonNullable<Components['responses']>[string]>;
export type HeaderObject = Inline<NonNullable<Components['headers']>[string]>;
export type ParameterObject = Inline<NonNullable<OperationObject['parameters']>[number]>;
export type RequestBody = Inline<OperationObject['requestBody']>;
export type MediaType = RequestBody['content'][string];
export type Headers = NonNullable<ResponseObject['headers']>;
