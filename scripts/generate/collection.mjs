// Makes a Postman collection (format 2.1, which Bruno, Insomnia and Hoppscotch import too) from the
// OpenAPI document: each operation once, in an order in which all of them work when sent from top to
// bottom. Nothing in it is random, so that the committed file can be compared.
import { arrange } from './collection-order.mjs';
import { idNames, requestOf } from './collection-request.mjs';

const VARIABLES = {
  token: 'Set by Sign up and Sign in.',
  username: 'Yours. Left empty, Sign up makes one.',
  email: 'Yours. Left empty, Sign up makes one.',
  password: 'Yours.',
  reset_token: 'From the mail that Ask for a mail sends.',
  etag: 'The tag of what was read last.',
};

/** @param document the OpenAPI document */
export function collectionOf(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { operationId }]) => operationId !== undefined)
      .map(([method, operation]) => ({ operation, path, method: method.toUpperCase() })),
  );
  const folders = arrange(operations, document.tags);
  const item = folders.map(({ name, description, members }) => ({
    name,
    description,
    item: members.map((operation) => requestOf(document, operation)),
  }));
  const ids = operations.flatMap(({ path }) => idNames(path).map(([, variable]) => variable));
  const values = { baseUrl: document.servers[0].url, password: 'correct horse battery staple' };
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [...new Set(['baseUrl', ...Object.keys(VARIABLES), ...ids])].map((key) => ({
      key,
      value: values[key] ?? '',
      description: VARIABLES[key],
    })),
    item,
  };
}
