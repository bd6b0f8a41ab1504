import type { OpenAPIObject } from '@nestjs/swagger';

interface Parameter {
  required?: boolean;
  description?: string;
  example?: unknown;
  schema?: { example?: unknown };
}

/**
 * The document as readers show it. They send the example of every parameter that is not emptied
 * by hand, and so a change only under the entity tag of the example, and a second creation under
 * the key of the first: the examples of parameters that may be left out become text.
 */
export function shownDocument(document: OpenAPIObject): OpenAPIObject {
  const shown = structuredClone(document);
  const items = values(shown.paths);
  const lists = [items, ...items.map(values)]
    .flat()
    .map((item) => (item as { parameters?: Parameter[] }).parameters ?? []);
  for (const parameter of [...lists.flat(), ...values(shown.components?.parameters ?? {})]) {
    tellExample(parameter);
  }
  return shown;
}

/** Lists, such as an item's own `parameters`, are no operations. */
const values = (item: object): object[] =>
  Object.values(item as Record<string, unknown>).filter(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ) as object[];

function tellExample(parameter: Parameter): void {
  const { example = parameter.schema?.example, required, description = '' } = parameter;
  if (required || example === undefined) return;
  delete parameter.example;
  delete parameter.schema?.example;
  parameter.description =
    `${description} For example \`${typeof example === 'string' ? example : JSON.stringify(example)}\`.`.trim();
}
