import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { PROBLEMS, type ProblemName } from '../../src/http/problems/catalogue.js';

/** The committed document, which `npm run generate:check` holds against the decorators. */
const FILE = join(import.meta.dirname, '..', '..', 'openapi.json');

export interface OperationPlace {
  readonly id: string;
  readonly path: string;
  readonly verb: string;
}

/** What the document says of an operation's answers with one status. */
export interface Documented {
  /** As in the document: the status, or `default`. */
  readonly status: string;
  readonly mediaTypes: readonly string[];
  readonly problemTypes: readonly string[] | undefined;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, { readonly required: boolean; readonly schema: string }>;
  /** Where the schema of a media type stands. */
  schemaOf(mediaType: string): string;
}

/** Looks things up in the document, and validates by what stands there. */
export class OpenApiReader {
  readonly document = JSON.parse(readFileSync(FILE, 'utf8')) as OpenAPIObject;
  /** Paths and what addresses they stand for, those without parameters first. */
  private readonly templates = Object.keys(this.document.paths)
    .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
    .map((path) => [path, new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)] as const);
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly answers = new Map<string, Documented | undefined>();

  constructor() {
    addFormats.default(this.ajv);
    const { paths, components } = closed(this.document) as OpenAPIObject;
    this.ajv.addSchema({ $id: 'api', paths, components });
  }

  /** The operation that a request means. HEAD is answered as GET is. */
  operationAt(method: string, address: string): OperationPlace | undefined {
    const pathname = address.split('?', 1)[0]!.replace(/\/?$/, '/');
    const [path] = this.templates.find(([, matches]) => matches.test(pathname)) ?? [];
    if (path === undefined) return undefined;
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = this.document.paths[path]![verb as 'get'];
    return operation && { id: operation.operationId!, path, verb };
  }

  answerOf(place: OperationPlace, status: number): Documented | undefined {
    const key = `${place.id} ${status}`;
    if (!this.answers.has(key)) this.answers.set(key, this.read(place, String(status)));
    return this.answers.get(key);
  }

  /** Whether an operation shows browsers a page instead, and pages of problems too. */
  hasPage = (place: OperationPlace): boolean =>
    this.answerOf(place, 200)?.mediaTypes.includes('text/html') === true;

  /** @param pointer to a schema. @returns what is wrong with a value, or `undefined` */
  errorsIn(pointer: string, value: unknown): string | undefined {
    const $ref = `api#${pointer.split('/').map(encodeURIComponent).join('/')}`;
    if (!this.validators.has($ref)) this.validators.set($ref, this.ajv.compile({ $ref }));
    const validate = this.validators.get($ref)!;
    return validate(value) ? undefined : this.ajv.errorsText(validate.errors);
  }

  /** The value that a pointer leads to, and the pointer itself, behind any `$ref`. */
  resolve(pointer: string): { pointer: string; value: any } {
    let value: any = this.document;
    for (const part of pointer.split('/').slice(1))
      value = value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
    const target = value?.$ref as string | undefined;
    return target === undefined ? { pointer, value } : this.resolve(target.slice(1));
  }

  private read({ path, verb }: OperationPlace, status: string): Documented | undefined {
    const responses = `/paths/${escaped(path)}/${verb}/responses`;
    const own = this.resolve(`${responses}/${status}`);
    const isOwn = own.value !== undefined;
    const { pointer, value } = isOwn ? own : this.resolve(`${responses}/default`);
    const problemTypes = value['x-problem-types'] as ProblemName[] | undefined;
    // The default stands for the statuses of its own problems, and for no others.
    if (!isOwn && !problemTypes!.some((kind) => PROBLEMS[kind].status === Number(status)))
      return undefined;
    const headers = Object.keys(value.headers).map((name) => {
      const header = this.resolve(`${pointer}/headers/${escaped(name)}`);
      const schema = `${header.pointer}/schema`;
      return [name.toLowerCase(), { required: header.value.required === true, schema }] as const;
    });
    return {
      status: isOwn ? status : 'default',
      mediaTypes: Object.keys(value.content ?? {}),
      problemTypes,
      headers: new Map(headers),
      schemaOf: (mediaType) => `${pointer}/content/${escaped(mediaType)}/schema`,
    };
  }
}

/** As a part of a JSON pointer (RFC 6901). */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Objects have the documented members and no others. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, closed(item)] as const);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  if (copy['type'] === 'object' && copy['properties']) copy['unevaluatedProperties'] = false;
  return copy;
}
