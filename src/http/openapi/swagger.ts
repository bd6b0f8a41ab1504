import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Origin } from '../edge/origin.js';
import { openApiDocument } from './document.js';
import { serveReader } from '../readers/reader.js';
import { scalarReader } from '../readers/scalar.reader.js';
import { swaggerReader } from '../readers/swagger.reader.js';

/** The document at `/openapi.json`, and its readers: `/swagger/` and `/docs/`. */
export function serveSwagger(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const origin = app.get(Origin);
  let rest: string | undefined;
  fastify.get('/openapi.json', (request, reply) => {
    rest ??= JSON.stringify({ ...openApiDocument(app), servers: undefined }).slice(0, -1);
    // Absolute: generated clients append paths to it, and `/` with `/movies/` names another host.
    const servers = JSON.stringify([{ url: origin.of(request) }]);
    void reply.type('application/json; charset=utf-8').send(`${rest},"servers":${servers}}`);
  });
  for (const reader of [swaggerReader(), scalarReader()]) serveReader(fastify, reader);
}
