// What is made of the document for the client: its types, what it has to know of operations, and the
// one file that the catalogue page loads.
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { bundle } from '../../packages/client/bundle.mjs';

const root = join(import.meta.dirname, '..', '..');

/**
 * @param {object} document the OpenAPI document
 * @param {string[]} problems the kinds of error
 * @returns {Promise<Record<string, string>>} the files' contents by path
 */
export async function clientFiles(document, problems) {
  const operations = operationsOf(document, problems);
  return {
    'packages/client/src/schema.ts': await typesOf(document),
    'packages/client/src/operations.ts': operations,
    'web/client.js': await bundle({
      format: 'esm',
      minify: true,
      operations,
    }),
  };
}

async function typesOf(document) {
  // A default in a request is what happens without it: such fields are not required.
  const types = await openapiTypescript(structuredClone(document), {
    cwd: root,
    defaultNonNullable: false,
  });
  return `// Made from openapi.json by npm run generate.\n\n${astToString(types)}`;
}

function operationsOf(document, problems) {
  const having = (verb, place, name) =>
    Object.entries(document.paths)
      .filter(([, item]) =>
        item[verb]?.parameters?.some((one) => isParameter(document, one, place, name)),
      )
      .map(([path]) => path);
  const set = (paths) => `new Set<string>([\n${paths.map((path) => `  '${path}',\n`).join('')}])`;
  return `// Made from openapi.json and the catalogue of errors by npm run generate.

/** Lists that can be walked by cursor. */
export const CURSOR_LISTS: ReadonlySet<string> = ${set(having('get', 'query', 'cursor'))};

/** What takes an \`Idempotency-Key\`. */
export const KEYED_POSTS: ReadonlySet<string> = ${set(having('post', 'header', 'Idempotency-Key'))};

/** The kinds of error: the last part of a problem's \`type\`. */
export type ProblemKind =
${problems.map((kind) => `  | '${kind}'`).join('\n')};
`;
}

/** @returns {boolean} whether a parameter, or the shared one that it refers to, is that one */
function isParameter(document, parameter, place, name) {
  const shared = parameter.$ref?.split('/').at(-1);
  const found = shared === undefined ? parameter : document.components.parameters[shared];
  return found.in === place && found.name === name;
}
