import type { IncomingMessage } from 'node:http';
import { mayReadMetrics } from './metrics.access.js';

const from = (remoteAddress: string | undefined): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { host: 'x', accept: '*/*' } }) as IncomingMessage;
const config = { metrics: 'local', metricsToken: undefined } as const;

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1'])(
  '%s is this machine',
  (address) => expect(mayReadMetrics(from(address), config)).toBe(true),
);

test.each([
  '10.0.0.1',
  '172.17.0.1',
  '192.0.2.1',
  '0.0.0.0',
  '::',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
])('%s is not', (address) => {
  expect(mayReadMetrics(from(address), config)).toBe(false);
  expect(mayReadMetrics(from(address), { ...config, metrics: 'public' })).toBe(true);
});

test('nor is a connection that is gone', () => {
  expect(mayReadMetrics(from(undefined), config)).toBe(false);
});
