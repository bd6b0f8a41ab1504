import type { Documented, OpenApiReader } from './openapi-reader.js';

/**
 * Headers that say how an answer travels, to which scripts it is shown and what browsers may make of it.
 * They come with every answer and mean nothing to a program that calls the API.
 */
const OF_TRANSPORT = new Set([
  'access-control-allow-origin',
  'access-control-expose-headers',
  'connection',
  'content-length',
  'content-type', // is held against the media types
  'date',
  'keep-alive',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
]);

/** Each header is documented, each promised one is there, and says what it may say. */
export function checkHeaders(
  headers: Headers,
  documented: Documented,
  reader: OpenApiReader,
  complain: (what: string) => never,
): void {
  for (const [name, value] of headers) {
    if (OF_TRANSPORT.has(name)) continue;
    const header = documented.headers.get(name);
    if (header === undefined) return complain(`has the undocumented header ${name}: ${value}`);
    const errors = reader.errorsIn(header.schema, meantBy(value, reader, header.schema));
    if (errors !== undefined) complain(`has ${name}: ${value}, which ${errors}`);
  }
  for (const [name, { required }] of documented.headers)
    if (required && !headers.has(name)) complain(`lacks the header ${name}`);
}

/** Headers are texts; the schema of some is that of a number. */
const meantBy = (value: string, reader: OpenApiReader, schema: string): unknown =>
  reader.resolve(schema).value.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value;
