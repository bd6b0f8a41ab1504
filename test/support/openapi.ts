import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Answer } from './client.js';

let document: OpenAPIObject | undefined;
let ajv: Ajv2020 | undefined;

/** The committed document, which `npm run generate:check` holds against the decorators. */
const FILE = join(import.meta.dirname, '..', '..', 'openapi.json');

/** Its paths and what addresses they stand for, those without parameters first. */
let templates: readonly (readonly [path: string, matches: RegExp])[] = [];

/** Call before the first request of a test file. */
export async function loadDocument(): Promise<OpenAPIObject> {
  if (document !== undefined) return document;
  document = JSON.parse(readFileSync(FILE, 'utf8')) as OpenAPIObject;
  templates = Object.keys(document.paths)
    .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
    .map((path) => [path, new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)] as const);
  ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: closed(document.components) });
  return document;
}

/** Objects have the documented members and no others. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, closed(item)] as const);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  if (copy['type'] === 'object' && copy['properties']) copy['unevaluatedProperties'] = false;
  return copy;
}

/**
 * Fails the test whose answer has a status, media type or member that the document lacks. Requests
 * that no operation knows (wrong paths and verbs) are left alone.
 */
export function checkAgainstDocument(method: string, path: string, answer: Answer): void {
  if (document === undefined || ajv === undefined) throw new Error('loadDocument() comes first');
  const pathname = path.split('?', 1)[0]!.replace(/\/?$/, '/');
  const [template] = templates.find(([, matches]) => matches.test(pathname)) ?? [];
  const verb = (method === 'HEAD' ? 'get' : method.toLowerCase()) as 'get';
  const operation = template === undefined ? undefined : document.paths[template]?.[verb];
  if (operation === undefined || [405, 414, 417, 431].includes(answer.status)) return;
  const where = `${method} ${template} ${answer.status}`;
  const documented = operation.responses[String(answer.status)];
  if (documented === undefined)
    throw new Error(`${where} is not in the OpenAPI document: ${answer.text}`);
  if (!('content' in documented) || documented.content === undefined || method === 'HEAD') return;
  const mediaType = answer.headers.get('content-type')?.split(';', 1)[0] ?? '';
  const schema = documented.content[mediaType]?.schema as { $ref?: string } | undefined;
  if (schema !== undefined && mediaType === 'text/html') return; // a page has no members
  if (schema?.$ref === undefined)
    throw new Error(`${where} answers with undocumented ${mediaType}`);
  const validate = ajv.getSchema(`api${schema.$ref}`) ?? ajv.compile({ $ref: `api${schema.$ref}` });
  if (!validate(answer.body)) {
    throw new Error(
      `${where} differs from its schema: ${ajv.errorsText(validate.errors)} in ${answer.text}`,
    );
  }
}
