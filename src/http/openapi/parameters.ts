import type { ParameterObject } from './document.types.js';

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
