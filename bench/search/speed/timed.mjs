import http from 'node:http';

/** Longer than anybody waits. */
const TIMEOUT_MS = 20_000;

/**
 * One request after the other on one connection.
 *
 * @returns asks, and answers how long it took; without a status where no answer came in time
 */
export function timed() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return (url, { method = 'GET', headers = {}, body: sent } = {}) =>
    new Promise((done, failed) => {
      const started = performance.now();
      const late = AbortSignal.timeout(TIMEOUT_MS);
      const options = { agent, signal: late, method, headers };
      const request = http.request(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.on('error', (error) => late.aborted || failed(error));
        response.on('end', () => {
          const milliseconds = performance.now() - started;
          const { statusCode: status } = response;
          const isGood = status === 200 || status === 201;
          done({ milliseconds, status, body: isGood ? JSON.parse(text) : undefined });
        });
      });
      request.on('error', (error) =>
        late.aborted ? done({ milliseconds: TIMEOUT_MS }) : failed(error),
      );
      request.end(sent);
    });
}
