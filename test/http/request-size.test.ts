import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

interface Outcome {
  readonly status: number;
  readonly body: { type: string; status: number; detail: string; request_id: string };
  readonly headers: string;
  /** Of the connection. */
  readonly error: string | undefined;
}

/** Sends bytes at once, as a client does that does not look whether it was answered meanwhile. */
function sent(request: string): Promise<Outcome> {
  const { hostname, port } = new URL(t.api.origin);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let error: string | undefined;
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', (failure) => (error = failure.message));
    socket.on('close', () => {
      const [headers = '', body = ''] = text.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]);
      done({ status, headers, body: body === '' ? undefined : JSON.parse(body), error });
    });
    socket.write(request);
  });
}

const MEGABYTES = 'a'.repeat(4_000_000);
const SOME = 'a'.repeat(100_000);
const HOST = 'Host: x\r\n';
const JSON_BODY = `${HOST}Content-Type: application/json\r\n`;

test.each<[string, number, string, string]>([
  [
    'an address of 100 KB',
    414,
    'uri-too-long',
    `GET /movies/?title=${SOME} HTTP/1.1\r\n${HOST}\r\n`,
  ],
  ['one of 4 MB', 414, 'uri-too-long', `GET /${MEGABYTES} HTTP/1.1\r\n${HOST}\r\n`],
  ['a header of 100 KB', 431, 'headers-too-large', `GET / HTTP/1.1\r\n${HOST}X: ${SOME}\r\n\r\n`],
  ['one of 4 MB', 431, 'headers-too-large', `GET / HTTP/1.1\r\n${HOST}X: ${MEGABYTES}\r\n\r\n`],
  [
    'a body of 4 MB',
    413,
    'payload-too-large',
    `POST /login/ HTTP/1.1\r\n${JSON_BODY}Content-Length: ${MEGABYTES.length}\r\n\r\n${MEGABYTES}`,
  ],
  [
    'one in chunks',
    413,
    'payload-too-large',
    `POST /login/ HTTP/1.1\r\n${JSON_BODY}Transfer-Encoding: chunked\r\n\r\n${MEGABYTES.length.toString(16)}\r\n${MEGABYTES}\r\n0\r\n\r\n`,
  ],
])('%s is %i, %s, and no broken connection', async (_, status, kind, request) => {
  // The answer races with what still comes in: once is not enough.
  for (let i = 0; i < 5; i += 1) {
    const outcome = await sent(request);
    expect(outcome).toMatchObject({ status, error: undefined });
    expect(outcome.headers).toMatch(/^content-type: application\/problem\+json/im);
    expect(outcome.headers).toMatch(/^x-content-type-options: nosniff$/im);
    expect(outcome.headers).toMatch(/^connection: close$/im);
    expect(outcome.body.type).toMatch(new RegExp(`/problems/${kind}/$`));
    expect(outcome.body.status).toBe(status);
    expect(outcome.body.detail).toMatch(/1\d+ KiB/);
    expect(outcome.headers).toContain(outcome.body.request_id);
  }
});

test('an address of 15 KB is read', async () => {
  const { status, body } = await t.api.get(`/movies/?title=${'a'.repeat(15_000)}`);
  expect([status, body.errors?.[0].field]).toEqual([400, 'title']);
});

test('a client that never stops is cut off', async () => {
  const { hostname, port } = new URL(t.api.origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // the point of the test
  const begun = Date.now();
  const timer = setInterval(() => socket.write('a'.repeat(20_000)), 20);
  socket.write('GET /');
  await new Promise((done) => socket.once('close', done));
  clearInterval(timer);
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect((await t.api.get('/health/live/')).status).toBe(200);
});
