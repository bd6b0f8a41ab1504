/**
 * Answers that the document has and no test produces: each with the reason. A test that does produce
 * one of them fails the run, so that the list stays as short as it can be.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const UNPRODUCED = {
  'readMetrics 503 service-unavailable':
    'only while one of several processes on a port hangs, and the kernel may hand the request to that one',
};
