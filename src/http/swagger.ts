import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi/document.js';
import { protectSwagger } from './swagger-headers.js';

/** The explorer at `/swagger/` and the document at `/openapi.json`; nothing comes from elsewhere. */
export function serveSwagger(app: NestFastifyApplication): void {
  protectSwagger(app.getHttpAdapter().getInstance(), '/swagger');
  SwaggerModule.setup('swagger', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Movie API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      validatorUrl: 'none',
    },
  });
}
