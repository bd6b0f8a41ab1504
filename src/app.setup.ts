import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppLogger } from './process/logger.js';
import { AppModule, type AppParts } from './app.module.js';
import type { Config } from './config/environment.js';
import {
  answerClientError,
  answerConnect,
  answerUnmetExpectation,
} from './http/edge/client-error.js';
import { corsHeaders, corsOptions } from './http/edge/cors.js';
import {
  registerHeaders,
  registerHooks,
  mostConnections,
  SERVER_LIMITS,
} from './http/edge/fastify.hooks.js';
import { BODY_LIMIT, registerJsonBody } from './http/input/json-body.js';
import { ShutdownState } from './http/edge/shutdown-state.js';
import { Admission, limitWork } from './http/limits/admission.js';
import { RequestCounter, limitRequests } from './http/limits/request-counter.js';
import { UnsentBytes, limitUnsent } from './http/limits/unsent-bytes.js';
import { Origin } from './http/edge/origin.js';
import { openApiDocument } from './http/openapi/document.js';
import type { Examples } from './http/openapi/examples.js';
import { redirectToPages } from './http/pages/page-view.js';
import { ProblemFilter } from './http/problems/problem.filter.js';
import { logRequests } from './http/edge/request-log.js';
import { LONGEST_PATH_PART, RouteTable } from './http/routing/route-table.js';
import { securityHeaders, keepAccountsOutOfCaches } from './http/edge/security-headers.js';
import { serveSwagger } from './http/openapi/swagger.js';
import { guardMetrics } from './metrics/metrics.access.js';
import { RequestMetrics } from './metrics/request.metrics.js';
import { requestId } from './http/edge/request.js';
import { warnOfUnnamedProxy } from './http/limits/client-address.js';

/** The application as `main` serves it and the tests try it: routed, not yet listening. */
export async function createApp(parts: AppParts, log: Logger): Promise<NestFastifyApplication> {
  const { config } = parts;
  const adapter = fastifyAdapter(config, {
    frameworkErrors: (error, request, reply) => {
      void reply
        .headers(securityHeaders(config))
        .headers(corsHeaders(config, request.headers.origin));
      app.get(ProblemFilter).answer(error, request, reply);
    },
    clientErrorHandler: (error, socket) =>
      answerClientError(error, socket, app.get(Origin).configured, app.get(RouteTable)),
  });
  const app: NestFastifyApplication = await nestApp(parts, adapter, {
    logger: new AppLogger(log),
  });
  await configureApp(app, parts.config, log);
  return app;
}

/**
 * The OpenAPI document without a server.
 *
 * @param parts the data source need not be initialised
 * @param examples those that are kept, by default
 */
export async function describeApp(parts: AppParts, examples?: Examples): Promise<OpenAPIObject> {
  // Preview: the modules are read, nothing is made or connected.
  const app = await nestApp(parts, new FastifyAdapter(), { logger: false, preview: true });
  return openApiDocument(app, examples);
}

const nestApp = (
  parts: AppParts,
  adapter: FastifyAdapter,
  options: Pick<NestApplicationOptions, 'logger' | 'preview'>,
): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(AppModule.with(parts), adapter, {
    ...options,
    bodyParser: false,
    abortOnError: false,
  });

/** Answer what goes wrong before there is a route. */
interface EarlyErrors {
  readonly frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => void;
  readonly clientErrorHandler: (error: Error, socket: Socket) => void;
}

function fastifyAdapter(config: Config, earlyErrors: EarlyErrors): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    ...SERVER_LIMITS,
    // A missing Host is answered by our own hook, in the form of all errors.
    http: { ...SERVER_LIMITS.http, requireHostHeader: false },
    return503OnClosing: false, // what comes on a connection that is still open is served
    ...earlyErrors,
    genReqId: requestId,
    requestIdHeader: false,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: LONGEST_PATH_PART,
    },
  });
}

async function configureApp(
  app: NestFastifyApplication,
  config: Config,
  log: Logger,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  registerJsonBody(fastify);
  registerHeaders(fastify, config);
  app.get(RequestMetrics).watch(fastify);
  logRequests(fastify, log);
  await app.register(cors, corsOptions(config)); // before all that may refuse a request
  warnOfUnnamedProxy(fastify, log);
  if (config.rateLimitPerMinute > 0) limitRequests(fastify, app.get(RequestCounter));
  guardMetrics(fastify, config, app.get(RouteTable));
  limitUnsent(fastify, app.get(UnsentBytes));
  registerHooks(fastify, app.get(RouteTable));
  keepAccountsOutOfCaches(fastify);
  fastify.addHook('preClose', async () => app.get(ShutdownState).farewell?.());
  limitWork(fastify, app.get(Admission), app.get(ShutdownState));
  redirectToPages(fastify, app.get(Origin));
  app.useGlobalFilters(app.get(ProblemFilter));
  serveSwagger(app);
  await app.init();
  fastify.server.maxConnections = mostConnections() ?? Infinity;
  const origin = app.get(Origin);
  fastify.server.on('checkExpectation', (request, response) =>
    answerUnmetExpectation(request, response, origin.configured),
  );
  fastify.server.on('connect', (request: IncomingMessage, socket: Socket) =>
    answerConnect(request, socket, origin.configured, app.get(RouteTable)),
  );
}
