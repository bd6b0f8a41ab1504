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
  return (url) =>
    new Promise((done, failed) => {
      const started = performance.now();
      const late = AbortSignal.timeout(TIMEOUT_MS);
      const request = http.get(url, { agent, signal: late }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.on('error', (error) => late.aborted || failed(error));
        response.on('end', () => {
          const milliseconds = performance.now() - started;
          const { statusCode: status } = response;
          done({ milliseconds, status, body: status === 200 ? JSON.parse(text) : undefined });
        });
      });
      request.on('error', (error) =>
        late.aborted ? done({ milliseconds: TIMEOUT_MS }) : failed(error),
      );
    });
}
