/**
 * Answers that the document has and no test of `npm test` produces: each with the reason. A test that
 * does produce one of them fails the run, so that the list stays as short as it can be.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const UNPRODUCED = {
  'default request-timeout': 'takes ten seconds: test/system/slow-clients.test.ts',
  'healthReady 503 service-unavailable':
    'of a server whose database is away: test/system/health.test.ts',
  'readMetrics 503 service-unavailable':
    'only while one of several processes on a port hangs, and the kernel may hand the request to that one',
};
