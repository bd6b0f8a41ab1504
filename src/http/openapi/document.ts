import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemName } from '../problems/catalogue.js';
import type { OperationObject, PathItem } from './document.types.js';
import { readExamples, type Examples } from './examples.js';
import { completeOperation, type Shared } from './operation.js';
import { ProblemResponses, ProblemDto } from './problem-responses.js';
import { SharedHeaders } from './response-headers.js';

const DESCRIPTION = `A catalogue of movies with sign-up, likes, comments, search and mail.

Reading needs no account. To write, sign up with \`POST /register/\` (or in with \`POST /login/\`) and send
the \`token\` of the answer as \`Authorization: Bearer <token>\`; on a page that tries requests it goes
into **Authorize** or **Authentication**. Every error is \`application/problem+json\` (RFC 9457). Lists come
in pages: \`page\` and \`page_size\`, or are walked by \`cursor\`.

Paths end with a slash; without it they answer the same. \`HEAD\` works wherever \`GET\` does. A known path
with another verb is 405, and its \`Allow\` names those that it has.`;

/** Where `npm start` serves by default. A document that is served names its own server instead. */
const DEFAULT_SERVER = 'http://127.0.0.1:8000';

/**
 * Tags in the order of the contract. Pages for people (`/swagger/`, `/problems/`, the one that a mail
 * about a password links to) are no operations: nobody calls them from a program.
 */
const description = (): Omit<OpenAPIObject, 'paths'> =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Movie API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setExternalDoc('Every kind of error, one page each', '/problems/')
    .addServer(DEFAULT_SERVER)
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'Paste the `token` of the answer to `POST /register/` or `POST /login/`. In a header of your own `Token <token>`, as the original API had it, does as well as `Bearer <token>`.',
      },
      'bearer',
    )
    .addTag('Users', 'Signing up, in and out, and what belongs to an account.')
    .addTag('Movies', 'The catalogue: lists, search, and what a creator may do.')
    .addTag('Likes', 'Who likes a movie.')
    .addTag('Comments', 'What people say about a movie, and what others reply.')
    .addTag('Operations', 'For those who run the API.')
    .build();

/**
 * The OpenAPI 3.1 document, from the decorators.
 *
 * @param examples what the API answered when it was last asked for examples
 */
export function openApiDocument(
  app: NestFastifyApplication,
  examples: Examples = readExamples(),
): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, description(), { extraModels: [ProblemDto] });
  const headers = new SharedHeaders();
  const problems = new ProblemResponses(headers, Object.keys(examples.problems));
  const paths = completePaths(document.paths, { headers, problems, examples });
  return withPlainNames({
    ...document,
    info: { ...document.info, contact: { name: 'The Movie API project' } },
    paths,
    components: {
      ...document.components,
      responses: inOrder(problems.used),
      headers: inOrder(headers.used),
      examples: problemExamples(examples),
    },
  });
}

/** Of each kind of problem of which there is one. */
const problemExamples = ({
  problems,
}: Examples): Record<string, { summary: string; value: unknown }> =>
  Object.fromEntries(
    Object.entries(problems).map(([name, value]) => [
      name,
      { summary: PROBLEMS[name as ProblemName].title, value },
    ]),
  );

/** Nest registers routes without their trailing slash; the contract's paths have one. */
const completePaths = (paths: OpenAPIObject['paths'], shared: Shared): OpenAPIObject['paths'] =>
  Object.fromEntries(
    Object.entries(paths).map(([given, item]) => {
      const path = given.endsWith('/') ? given : `${given}/`;
      return [path, completeItem(path, item, shared)];
    }),
  );

const completeItem = (path: string, item: PathItem, shared: Shared): PathItem =>
  Object.fromEntries(
    Object.entries(item as Record<string, OperationObject>).map(([method, operation]) => [
      method,
      completeOperation(path, method, operation, shared),
    ]),
  );

const inOrder = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

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
