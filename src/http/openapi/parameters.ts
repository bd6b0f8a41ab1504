import type { ParameterObject } from './document.types.js';

/** What an id in a path names. */
const NAMED: Readonly<Record<string, string>> = {
  movies: 'movie',
  comments: 'comment',
  users: 'user',
  sessions: 'session',
};

/** The `{id}` of a path. Nest takes it for any number, and does not know of what. */
export function idParameter(path: string, parameter: ParameterObject): ParameterObject {
  const kind = NAMED[path.split('/{')[0]!.split('/').at(-1)!];
  if (parameter.name !== 'id' || kind === undefined)
    throw new Error(`${path} has a parameter that nobody has described`);
  return {
    ...parameter,
    description: `The id of the ${kind}. What cannot be one is simply not found.`,
    schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    example: 1,
  };
}

/** A parameter's example stands beside its schema, where tools look for it. */
export function withOwnExample(parameter: ParameterObject): ParameterObject {
  const { schema } = parameter;
  if (schema === undefined || '$ref' in schema || schema.example === undefined) return parameter;
  const { example, ...rest } = schema;
  return { ...parameter, schema: rest, example: example as unknown };
}
