import { ConfigError, readConfig } from './environment.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

test.each([
  ['none', {}],
  ['none', { OTEL_SERVICE_NAME: 'movies' }],
  ['none', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ['http/protobuf', ENDPOINT],
  ['http/protobuf', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }],
  ['http/protobuf', { OTEL_TRACES_EXPORTER: 'otlp' }],
  ['http/json', { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
  [
    'http/protobuf',
    {
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    },
  ],
  ['console', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console' }],
  ['none', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
  ['none', { ...ENDPOINT, OTEL_SDK_DISABLED: 'True' }],
  ['http/protobuf', { ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }],
])('traces go to %s with %j', (target, env: Record<string, string>) => {
  expect(readConfig(env).traces).toBe(target);
});

test.each([
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
