// Examples of an OpenAPI document, wherever it has them.

/** Follows `$ref`. */
export function resolve(document, value) {
  if (value?.$ref === undefined) return value;
  const parts = value.$ref.replace(/^#\//, '').split('/');
  const names = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolve(
    document,
    names.reduce((place, name) => place?.[name], document),
  );
}

/** The example of a parameter or of a body's content: its own, else what its schema has or allows. */
export function exampleOf(document, holder) {
  const { example, examples, schema } = resolve(document, holder) ?? {};
  if (example !== undefined) return example;
  const [named] = Object.values(examples ?? {});
  if (named !== undefined) return resolve(document, named).value;
  return exampleOfSchema(document, schema);
}

function exampleOfSchema(document, reference) {
  const schema = resolve(document, reference);
  if (schema === undefined) return undefined;
  const own = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.minimum;
  if (own !== undefined) return own;
  if (schema.properties === undefined) return undefined;
  const entries = Object.entries(schema.properties).map(([name, property]) => [
    name,
    'example' in resolve(document, property)
      ? resolve(document, property).example
      : exampleOfSchema(document, property),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
