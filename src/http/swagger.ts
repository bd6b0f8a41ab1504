import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from './openapi.js';
import { serveReader } from './readers/reader.js';
import { scalarReader } from './readers/scalar.reader.js';
import { swaggerReader } from './readers/swagger.reader.js';

const DESCRIPTION = `A catalogue of movies with sign-up, likes, comments, search and mail.

Sign up with \`POST /register/\` (or in with \`POST /login/\`), press **Authorize** and paste the \`token\`
of the answer. Every error is \`application/problem+json\` (RFC 9457). Lists come in pages: \`page\` and
\`page_size\`, or are walked by \`cursor\`.`;

/** The OpenAPI 3.1 document, from the decorators. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Movie API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'Paste the `token` of the answer to `POST /register/` or `POST /login/`.',
    })
    .addTag('Movies', 'The catalogue: lists, search, and what a creator may do.')
    .addTag('Likes', 'Who likes a movie.')
    .addTag('Comments', 'What people say about a movie.')
    .addTag('Users', 'Signing up, in and out.')
    .addTag('Operations', 'For those who run the API.')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
  // Nest registers routes without their trailing slash; the contract's paths have one.
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [
      path.endsWith('/') ? path : `${path}/`,
      item,
    ]),
  );
  return document;
}

/** The document at `/openapi.json`, and its readers: `/swagger/` and `/docs/`. */
export function serveSwagger(app: NestFastifyApplication): void {
  let made: OpenAPIObject | undefined;
  const document = (): OpenAPIObject => (made ??= openApiDocument(app));
  SwaggerModule.setup('openapi', app, document, {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
  });
  const fastify = app.getHttpAdapter().getInstance();
  for (const reader of [swaggerReader(), scalarReader()]) serveReader(fastify, document, reader);
}
