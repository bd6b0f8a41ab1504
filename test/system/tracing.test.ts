import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { PASSWORD, someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';
import { startTraceReceiver, type ReceivedSpan } from '../support/trace-receiver.js';

let connection: TestConnection;
let drop: () => Promise<void>;
beforeAll(async () => {
  await loadDocument();
  ({ connection, drop } = await cloneDatabase());
});
afterAll(() => drop());

const start = (env: Record<string, string>): Promise<ServerProcess> =>
  startServer({
    DATABASE_URL: databaseUrl(connection),
    JWT_SECRET,
    WORKER: 'off',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    ...env,
  });

/** Prints, at the end of the process, which packages of OpenTelemetry it has loaded. */
const TELL_LOADED = `--import=data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire('file:///');
  process.on('exit', () => {
    const loaded = Object.keys(cache).map((path) => /@opentelemetry.([\\w-]+)/.exec(path)?.[1]);
    process.stdout.write('Loaded: ' + [...new Set(loaded)].filter(Boolean).join(' ') + '.\\n');
  });
`)}`;

test('without its variables nothing of OpenTelemetry is loaded, with them it is', async () => {
  const loaded = async (env: Record<string, string>): Promise<string> => {
    const server = await start({ NODE_OPTIONS: TELL_LOADED, ...env });
    const api = new Client(server.origin);
    await someMovie(api, await someUser(api));
    expect(await server.end()).toBe(0);
    return /Loaded: (.*)\./.exec(server.output())![1]!;
  };
  // prom-client asks for the interface, which does nothing without an implementation.
  expect(await loaded({})).toBe('api');
  const receiver = await startTraceReceiver();
  expect(await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })).toContain('sdk-trace');
  await receiver.close();
});

test('a request is a span with its route, below the caller, and its statements below it', async () => {
  const receiver = await startTraceReceiver();
  const server = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const api = new Client(server.origin);
  const user = await someUser(api);
  const movie = await someMovie(api, user, { title: 'Confidential' });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await api.get('/movies/search/?title=confidential', {
    headers: { traceparent: `00-${trace}-b7ad6b7169203331-01`, 'x-request-id': 'mine' },
  });
  await api.post('/login/', { username: user.email, password: PASSWORD });

  const search = await receiver.span(({ name }) => name === 'GET /movies/search');
  expect(search).toMatchObject({
    traceId: trace,
    parentSpanId: 'b7ad6b7169203331',
    kind: 2,
    failed: false,
  });
  expect(search.attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/movies/search',
    'http.response.status_code': '200',
    'network.protocol.version': '1.1',
    'url.scheme': 'http',
    request_id: 'mine',
  });
  const below = ({ spanId }: ReceivedSpan): ReceivedSpan[] =>
    receiver.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  const statements = below(search);
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    expect(statement).toMatchObject({ traceId: trace, kind: 3 });
    expect(statement.attributes['db.system.name']).toBe('postgresql');
    expect(statement.attributes['db.query.text']).toContain('$1');
  }

  const created = await receiver.span(({ name }) => name === 'POST /movies');
  expect(created.attributes['user.id']).toBe(String(user.id));
  expect(below(created).map(({ name }) => name)).toEqual([
    'SELECT', // the session
    'START',
    'INSERT', // the movie
    'INSERT', // its mail
    'SELECT',
    'COMMIT',
  ]);
  expect(receiver.resources[0]).toMatchObject({
    'service.name': 'movie-api',
    'deployment.environment.name': 'test',
  });

  await api.get('/health/ready/');
  await api.get('/metrics');
  await server.end();
  const all = JSON.stringify(receiver.spans);
  expect(all).not.toMatch(/onfidential|health|metrics/);
  for (const secret of [user.email, user.username, user.token, PASSWORD]) {
    expect(all).not.toContain(secret);
  }
  expect(all).not.toContain(`/movies/${movie.id}`);
  await receiver.close();
});

test('statements that wait for a connection belong to their own request', async () => {
  const receiver = await startTraceReceiver();
  const server = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const api = new Client(server.origin);
  await Promise.all(Array.from({ length: 60 }, () => api.get('/movies/')));
  await server.end();
  const requests = receiver.spans.filter(({ name }) => name === 'GET /movies');
  expect(requests).toHaveLength(60);
  const counts = requests.map(
    ({ spanId }) => receiver.spans.filter(({ parentSpanId }) => parentSpanId === spanId).length,
  );
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeGreaterThan(0);
  await receiver.close();
});

test('what fails says so by its codes alone', async () => {
  const receiver = await startTraceReceiver();
  const server = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const api = new Client(server.origin);
  const { username } = await someUser(api);
  const again = { username, email: 'somebody@example.org', password: PASSWORD };
  expect((await api.post('/register/', again)).status).toBe(409);
  const refused = await receiver.span(({ failed, kind }) => failed && kind === 3);
  expect(refused.attributes).toMatchObject({ 'db.response.status_code': '23505' });

  const client = new pg.Client(connection);
  await client.connect();
  await client.query('ALTER TABLE genres RENAME TO genres_away');
  expect((await api.get('/genres/')).status).toBe(500);
  await client.query('ALTER TABLE genres_away RENAME TO genres');
  await client.end();
  const failed = await receiver.span(({ name }) => name === 'GET /genres');
  expect(failed).toMatchObject({
    failed: true,
    attributes: { 'http.response.status_code': '500' },
  });
  await server.end();
  expect(JSON.stringify(receiver.spans)).not.toMatch(/somebody@|already exists/);
  await receiver.close();
});

test('protobuf by default; OTEL_SERVICE_NAME names the service', async () => {
  const receiver = await startTraceReceiver();
  const server = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'films',
  });
  await new Client(server.origin).get('/movies/');
  expect(await server.end()).toBe(0); // what was left is sent first
  const [body] = receiver.bodies;
  expect(body?.type).toBe('application/x-protobuf');
  expect(body?.bytes.toString('latin1')).toMatch(/films[^]*GET \/movies/);
  await receiver.close();
});

test('a collector that is away holds up nobody, also at the end', async () => {
  const server = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  const api = new Client(server.origin);
  expect((await api.get('/movies/')).status).toBe(200);
  const began = performance.now();
  expect(await server.end()).toBe(0);
  expect(performance.now() - began).toBeLessThan(5000);
});
