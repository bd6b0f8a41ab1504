import type { OpenAPIObject } from '@nestjs/swagger';

const PREFIX = '#/components/schemas/';
const SUFFIX = /Dto$/;

/** Schemas under the names that clients want for their types: `Movie`, which in the code is `MovieDto`. */
export function withPlainNames(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.entries(document.components?.schemas ?? {});
  const names = schemas.map(([name]) => plain(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two schemas would be called ${twice}`);
  const renamed = schemas.map(([name, schema]) => [plain(name), schema]);
  const components = { ...document.components, schemas: Object.fromEntries(renamed) };
  return withPlainReferences({ ...document, components }) as OpenAPIObject;
}

function withPlainReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === '$ref' && typeof item === 'string' && item.startsWith(PREFIX)
        ? [key, plain(item)]
        : [key, withPlainReferences(item)],
    ),
  );
}

const plain = (name: string): string => name.replace(SUFFIX, '');
