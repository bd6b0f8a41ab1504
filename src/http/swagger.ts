import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './openapi/document.js';
import { serveReader } from './readers/reader.js';
import { scalarReader } from './readers/scalar.reader.js';
import { swaggerReader } from './readers/swagger.reader.js';

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
  for (const reader of [swaggerReader(), scalarReader()]) serveReader(fastify, reader);
}
