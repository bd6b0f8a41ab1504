import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import { bodies, type Body } from './bodies.js';
import { headers } from './headers.js';
import type { Scene } from './scene.js';
import { hostileText, mixed, type Schema } from './values.js';

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Body | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}

/** One operation of the document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

const ORDER = ['get', 'post', 'patch', 'delete'];

/** All of them, those that delete last. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  const found = Object.entries(document.paths).flatMap(([path, item]) =>
    ORDER.flatMap((method) => {
      const operation = item[method as 'get'];
      if (operation === undefined) return [];
      const parameters = (operation.parameters ?? []) as unknown as Parameter[];
      const content = (operation.requestBody as { content?: any } | undefined)?.content;
      const name = content?.['application/json'].schema.$ref.split('/').at(-1);
      const body = document.components?.schemas?.[name] as Schema | undefined;
      return [{ id: operation.operationId!, method: method.toUpperCase(), path, parameters, body }];
    }),
  );
  return found.sort(
    (one, other) =>
      ORDER.indexOf(one.method.toLowerCase()) - ORDER.indexOf(other.method.toLowerCase()),
  );
}

const STRANGE_IDS =
  '0 -1 1.5 1e3 0x1 +1 %2B1 null abc %00 %zz %ff %2F .. %2e%2e 2147483648 9007199254740993 9223372036854775808 ' +
  '99999999999999999999999999 ٣ 1%20 %F0%9F%98%80 1;2 1,2 ~ * search trending';

/** Requests to an operation: good ones, nearly good ones, hostile ones. */
export function requestsTo(operation: Operation, scene: Scene): fc.Arbitrary<FuzzedRequest> {
  const takesBody = operation.method !== 'GET';
  return fc
    .record({
      method:
        operation.method === 'GET'
          ? fc.constantFrom('GET', 'GET', 'GET', 'GET', 'GET', 'HEAD')
          : fc.constant(operation.method),
      path: paths(operation, scene),
      query: queries(operation),
      headers: headers(operation, scene),
      body: takesBody ? bodies(operation.body) : fc.constant(undefined),
    })
    .map(({ query, path, method, headers: sent, body }) => ({
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers: sent,
      body,
    }));
}

function paths({ path }: Operation, { ids }: Scene): fc.Arbitrary<string> {
  const of = /^\/(movies|comments|users|me\/sessions)\//.exec(path)?.[1];
  const known = of === 'me/sessions' ? ids.sessions : ids[of as 'movies'];
  const strange = STRANGE_IDS.split(' ').map((id) =>
    /^[!-~]+$/.test(id) ? id : encodeURIComponent(id),
  );
  const id = path.includes('{')
    ? fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...known).map(String) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map(String) },
        { weight: 2, arbitrary: fc.constantFrom(...strange, '1'.repeat(600)) },
      )
    : fc.constant('');
  const slash = fc.constantFrom('/', '/', '/', '', '//');
  return fc
    .tuple(id, slash)
    .map(([value, end]) => path.replace(/\{\w+\}/, value).replace(/(?<=.)\/$/, end)); // of `/` nothing would be left
}

function queries({ parameters, method }: Operation): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const one = (parameter: Parameter): fc.Arbitrary<string> =>
    mixed(parameter.schema).map((value) => `${parameter.name}=${encoded(valueText(value))}`);
  const foreign = fc
    .tuple(hostileText, hostileText)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const raw = fc.constantFrom(
    '%',
    '%zz',
    '&&&',
    '=',
    '?',
    'page[]=1',
    'page=1;page_size=2',
    '%FF=%FE',
    'a#b',
  );
  const parts = fc.subarray(known).chain((chosen) => fc.tuple(...chosen.map(one)));
  const few = fc
    .tuple(parts, fc.integer({ min: 1, max: 3 }))
    .map(([all, most]) => all.slice(0, most));
  return fc
    .oneof(
      { weight: method === 'GET' ? 8 : 3, arbitrary: few },
      { weight: 1, arbitrary: fc.tuple(parts, foreign).map(([some, other]) => some.concat(other)) },
      { weight: 1, arbitrary: parts.map((some) => some.concat(some)) },
      { weight: 1, arbitrary: raw.map((text) => [text]) },
      { weight: method === 'GET' ? 0 : 12, arbitrary: fc.constant([]) },
    )
    .map((all) => all.join('&'));
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** Percent-encoded; half of a surrogate pair as the bytes that it would have. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    '%EF%BF%BD',
    text.isWellFormed() ? '%EF%BF%BD' : '%ED%A0%80',
  );
}
