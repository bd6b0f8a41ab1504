import http from 'node:http';

const TIMEOUT_MS = 120_000;

/** One request after the other on one connection. @returns asks, and answers how long it took */
export function timed() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return (url) =>
    new Promise((done, failed) => {
      const started = performance.now();
      const request = http.get(url, { agent, timeout: TIMEOUT_MS }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.on('error', failed);
        response.on('end', () => {
          const milliseconds = performance.now() - started;
          const { statusCode: status } = response;
          done({ milliseconds, status, body: status === 200 ? JSON.parse(text) : undefined });
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
      request.on('error', failed);
    });
}
