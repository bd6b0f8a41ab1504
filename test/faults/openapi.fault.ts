import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { brokenInvariants, EVERY_MAIL_WAITS } from '../support/invariants.js';
import { loadDocument } from '../support/openapi.js';
import { databaseUrl, startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';
import { operationsOf, requestsTo, type FuzzedRequest, type Operation } from './fuzz/requests.js';
import { makeScene, type Scene } from './fuzz/scene.js';
import { KeptConnection } from './support/connection.js';
import { figures } from './support/figures.js';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 21_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** Requests at once. */
const AT_ONCE = 20;
/** Operations that compute an Argon2 hash, or may: fewer of them. */
const DEAR = ['register', 'login', 'updateAccount', 'deleteAccount', 'resetPassword'];
const DEAR_REQUESTS = 200;

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'),
) as OpenAPIObject;
const operations = operationsOf(document);
const others = operations.length - DEAR.length;
const requestsFor = ({ id }: Operation): number => {
  if (DEAR.includes(id)) return DEAR_REQUESTS;
  const share = (REQUESTS - DEAR.length * DEAR_REQUESTS) / others;
  return Math.ceil(share / AT_ONCE) * AT_ONCE;
};

let connection: TestConnection;
let drop: () => Promise<void>;
let server: ServerProcess;
let scene: Scene;
const lanes: KeptConnection[] = [];
const seen = new Map<number, number>();

beforeAll(async () => {
  await loadDocument();
  ({ connection, drop } = await cloneDatabase());
  server = await startServer({ DATABASE_URL: databaseUrl(connection), JWT_SECRET, WORKER: 'off' });
  scene = await makeScene(new Client(server.origin), connection);
  for (let lane = 0; lane < AT_ONCE; lane += 1) lanes.push(new KeptConnection(server.origin));
  process.stderr.write(`FUZZ_SEED=${SEED} FUZZ_REQUESTS=${REQUESTS} repeats this run\n`);
});
afterAll(async () => {
  for (const lane of lanes) lane.close();
  await server.end();
  await drop();
});

/** @throws for a 5xx, and for whatever the document does not have */
async function sendOne(lane: KeptConnection, request: FuzzedRequest): Promise<void> {
  const { method, path, headers, body } = request;
  try {
    const { status, text } = await lane.send(method, path, {
      headers,
      ...(body === undefined ? {} : { raw: body }),
    });
    seen.set(status, (seen.get(status) ?? 0) + 1);
    if (status >= 500) throw new Error(`${status} ${text}`);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${described(request)}`, { cause: error });
  }
}

/** @throws with each request of the batch that went wrong */
async function sendAll(batch: readonly FuzzedRequest[]): Promise<void> {
  const sent = await Promise.allSettled(
    batch.map((request, lane) => sendOne(lanes[lane]!, request)),
  );
  const failed = sent.filter((result) => result.status === 'rejected');
  if (failed.length > 0)
    throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n\n'));
}

function described({ method, path, headers, body }: FuzzedRequest): string {
  const bytes = body === undefined ? '' : Buffer.from(body).toString().slice(0, 2000);
  return [`${method} ${path}`, JSON.stringify(headers), bytes].join('\n');
}

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s answers what the document says, whatever comes',
  async (_, operation) => {
    const batch = fc.array(requestsTo(operation, scene), {
      minLength: AT_ONCE,
      maxLength: AT_ONCE,
    });
    await fc.assert(fc.asyncProperty(batch, sendAll), {
      seed: SEED,
      numRuns: requestsFor(operation) / AT_ONCE,
      endOnFailure: true, // the message has the request: a smaller one would meet another state
    });
  },
);

test('all that was accepted is whole, and no request was a failure', async () => {
  const client = new pg.Client(connection);
  await client.connect();
  expect(await brokenInvariants(client, { 'each confirmation waits': EVERY_MAIL_WAITS })).toEqual(
    {},
  );
  await client.end();
  const statuses = [...seen].sort(([one], [other]) => one - other);
  const requests = statuses.reduce((sum, [, count]) => sum + count, 0);
  figures({ seed: SEED, operations: operations.length, requests, ...Object.fromEntries(statuses) });
  expect(requests).toBeGreaterThanOrEqual(
    operations.reduce((sum, each) => sum + requestsFor(each), 0),
  );
  expect(statuses.filter(([status]) => status >= 500)).toEqual([]);
  expect((await new Client(server.origin).get('/health/ready/')).status).toBe(200);
});
