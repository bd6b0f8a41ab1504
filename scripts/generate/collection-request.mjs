// One operation of the OpenAPI document as a request of the collection: address, headers, body, and
// the script that looks at the answer.
import { exampleOf, resolve } from './openapi-examples.mjs';

/** What the variables of the collection stand for in bodies, by the name of the field. */
const IN_BODIES = {
  username: '{{username}}',
  email: '{{email}}',
  password: '{{password}}',
  current_password: '{{password}}',
  token: '{{reset_token}}',
  parent_id: null, // a reply needs a comment of the same movie
};

const IN_HEADERS = {
  'Idempotency-Key': '{{$guid}}',
  'If-Match': '{{etag}}',
  'If-None-Match': '{{etag}}',
};

/** Each run signs up somebody of its own, unless a name has been filled in. */
const NEW_NAME = [
  "if (!pm.collectionVariables.get('username')) {",
  "  const username = 'ada_' + Date.now().toString(36);",
  "  pm.collectionVariables.set('username', username);",
  "  pm.collectionVariables.set('email', username + '@example.org');",
  '}',
];

/** `/movies/{id}/like/` has `id`, which is the variable `movie_id`. */
export const idNames = (path) =>
  Array.from(path.matchAll(/([a-z]+?)s?\/\{(\w+)\}/g), ([, thing, name]) => [
    name,
    `${thing}_${name}`,
  ]);

/** One operation as an item of the collection. */
export function requestOf(document, { operation, path, method }) {
  const { summary, description } = operation;
  const parameters = (operation.parameters ?? []).map((each) => resolve(document, each));
  const scripts = {
    prerequest: operation.operationId === 'register' ? NEW_NAME : [],
    test: testScript(document, operation, method, path),
  };
  return {
    name: summary,
    request: {
      method,
      description,
      ...(needsToken(document, operation) ? {} : { auth: { type: 'noauth' } }),
      header: headersOf(document, operation, parameters),
      url: urlOf(document, path, parameters),
      ...bodyOf(document, operation),
    },
    event: Object.entries(scripts)
      .filter(([, exec]) => exec.length > 0)
      .map(([listen, exec]) => ({ listen, script: { type: 'text/javascript', exec } })),
  };
}

/** Where a token may be left out it is: an empty one would be refused. */
function needsToken(document, { security = document.security ?? [] }) {
  return security.length > 0 && security.every((each) => Object.keys(each).length > 0);
}

function headersOf(document, { requestBody }, parameters) {
  const type = Object.keys(resolve(document, requestBody)?.content ?? {})[0];
  return [
    ...(type === undefined ? [] : [{ key: 'Content-Type', value: type }]),
    ...parameters
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => ({
        key: parameter.name,
        value: IN_HEADERS[parameter.name] ?? String(exampleOf(document, parameter) ?? ''),
        description: parameter.description,
        // A new key each time does no harm; a tag makes the request another one.
        disabled: parameter.name !== 'Idempotency-Key' && parameter.required !== true,
      })),
  ];
}

function urlOf(document, path, parameters) {
  const inPath = Object.fromEntries(idNames(path));
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, required, description, ...rest }) => ({
      key: name,
      value: String(exampleOf(document, rest) ?? ''),
      description,
      disabled: required !== true,
    }));
  const colons = path.replaceAll(/\{(\w+)\}/g, ':$1');
  const enabled = query.filter(({ disabled }) => !disabled);
  const search = enabled.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join('&');
  return {
    raw: `{{baseUrl}}${colons}${search === '' ? '' : `?${search}`}`,
    host: ['{{baseUrl}}'],
    path: colons.slice(1).split('/'),
    query,
    variable: Object.entries(inPath).map(([key, name]) => ({ key, value: `{{${name}}}` })),
  };
}

function bodyOf(document, { requestBody }) {
  const content = resolve(document, requestBody)?.content;
  if (content === undefined) return {};
  const example = exampleOf(document, Object.values(content)[0]);
  const body = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      Object.hasOwn(IN_BODIES, name) ? IN_BODIES[name] : value,
    ]),
  );
  const raw = JSON.stringify(body, undefined, 2);
  return { body: { mode: 'raw', raw, options: { raw: { language: 'json' } } } };
}

/** Says whether the answer is a good one, and keeps what later requests need of it. */
function testScript(document, { responses }, method, path) {
  const good = Object.keys(responses).filter((status) => /^2\d\d$/.test(status));
  const success = resolve(document, responses[good.at(-1)]);
  const content = Object.values(success.content ?? {})[0];
  const fields = Object.keys(resolve(document, content?.schema)?.properties ?? {});
  const last = path.split('/').findLast((part) => part !== '' && !part.startsWith('{'));
  const kept = {
    ...(fields.includes('token') ? { token: 'token', user_id: 'user.id' } : {}),
    ...(method === 'POST' && fields.includes('id')
      ? { [`${last.replace(/s$/, '')}_id`]: 'id' }
      : {}),
    ...(path === '/me/sessions/' ? { session_id: 'results[0].id' } : {}),
  };
  const lines = Object.entries(kept).map(
    ([variable, place]) =>
      `  pm.collectionVariables.set('${variable}', pm.response.json().${place});`,
  );
  if (method === 'GET' && success.headers?.ETag !== undefined)
    lines.push("  pm.collectionVariables.set('etag', pm.response.headers.get('ETag'));");
  return [
    `pm.test('answers ${good.join(' or ')}', function () {`,
    `  pm.expect([${good.join(', ')}]).to.include(pm.response.code);`,
    ...lines,
    '});',
  ];
}
