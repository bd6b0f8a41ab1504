import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/environment.js';
import { createDataSource } from '../../src/database/data-source.js';
import { entities } from '../../src/entities.js';
import type { Answer } from './client.js';

let document: OpenAPIObject | undefined;
let ajv: Ajv2020 | undefined;

/** Call before the first request of a test file. */
export async function loadDocument(): Promise<OpenAPIObject> {
  document ??= await describeApp({
    config: readConfig({}),
    dataSource: createDataSource({}, { entities }),
    jwtSecret: '',
  });
  if (ajv === undefined) {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'api', components: closed(document.components) });
  }
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
  const template = Object.keys(document.paths)
    .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
    .find((candidate) =>
      new RegExp(`^${candidate.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname),
    );
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
  if (schema?.$ref === undefined)
    throw new Error(`${where} answers with undocumented ${mediaType}`);
  const validate = ajv.getSchema(`api${schema.$ref}`) ?? ajv.compile({ $ref: `api${schema.$ref}` });
  if (!validate(answer.body)) {
    throw new Error(
      `${where} differs from its schema: ${ajv.errorsText(validate.errors)} in ${answer.text}`,
    );
  }
}
