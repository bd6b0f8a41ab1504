import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import type { TraceExport } from '../../config/tracing.js';
import { traceRequests } from './request-spans.js';
import { traceStatements } from './statement-spans.js';

/** Milliseconds that the last spans may take on their way out when the process ends. */
const LAST_EXPORT_MS = 2000;

/**
 * Starts tracing; before the application is made. This file, and with it OpenTelemetry, is loaded
 * only where its variables ask for it. Nothing is patched on the way in: the spans come from hooks
 * of Fastify and around two methods of `pg`.
 *
 * @returns sends what is left; before the process ends
 */
export async function startTracing(target: TraceExport, log: Logger): Promise<() => Promise<void>> {
  const warn = (message: string): void => log.warn({ context: 'Tracing' }, message);
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.WARN,
  );
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'movie-api' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(await exporterTo(target))],
  });
  provider.register();
  const tracer = trace.getTracer('movie-api');
  traceRequests(tracer);
  traceStatements(tracer);
  return async () => {
    const late = new Promise<void>((done) => void setTimeout(done, LAST_EXPORT_MS).unref());
    await Promise.race([provider.shutdown().catch((error: Error) => warn(error.message)), late]);
  };
}

/** They read their address, headers and certificates from the standard variables. */
async function exporterTo(target: TraceExport): Promise<SpanExporter> {
  if (target === 'console') return new ConsoleSpanExporter();
  if (target === 'http/json') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter();
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}
