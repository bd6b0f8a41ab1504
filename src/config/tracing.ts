import { z } from 'zod';
import { url } from './variables.js';

const endpoint = url(['http:', 'https:'], 'must be an http or https address').optional();
const protocol = z
  .enum(['http/protobuf', 'http/json'], 'must be http/protobuf or http/json')
  .optional();

/**
 * Those of OpenTelemetry's standard variables that decide whether there are traces and in which form.
 * The others (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, …) are read by
 * its packages.
 */
export const tracingVariables = {
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z
    .enum(['otlp', 'console', 'none'], 'must be otlp, console or none')
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
};

type Variables = z.output<z.ZodObject<typeof tracingVariables>>;

/** Where traces go; `none`: there are none. */
export type TraceExport = 'none' | 'console' | 'http/protobuf' | 'http/json';

/** Without an exporter or an address of one there are no traces. */
export function traceExport(variables: Variables): TraceExport {
  if (variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return 'none';
  const address =
    variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  const exporter = variables.OTEL_TRACES_EXPORTER ?? (address === undefined ? 'none' : 'otlp');
  if (exporter !== 'otlp') return exporter;
  return (
    variables.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ??
    variables.OTEL_EXPORTER_OTLP_PROTOCOL ??
    'http/protobuf'
  );
}
