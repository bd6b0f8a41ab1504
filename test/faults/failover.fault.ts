import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { Postgres, postgresPrograms } from '../support/postgres.js';
import { replicaMetric, untilUsable } from '../support/replica-metrics.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

/** Who writes at the same time, half through each instance. */
const WRITERS = 8;

/** What became of a write, and when, in milliseconds. */
interface Attempt {
  readonly status: number;
  readonly at: number;
  readonly id: number | undefined;
}

const programs = postgresPrograms();
const withPostgres = programs === undefined ? describe.skip : describe;

withPostgres('the primary is killed under load, and the replica promoted', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'movie-api-test-data-'));
  const servers: ServerProcess[] = [];
  let old: Postgres;
  let heir: Postgres;
  let instances: [Client, Client];
  let user: TestUser;

  beforeAll(async () => {
    await loadDocument();
    old = await Postgres.primary(programs!);
    heir = await old.replica();
    // From now on a commit is answered when the replica has it on disk, too.
    await old.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await old.query('SELECT pg_reload_conf()');
    const DATABASE_REPLICA_URLS = `${old.url},${heir.url}`;
    for (const hosts of [`${old.address},${heir.address}`, `${heir.address},${old.address}`]) {
      const DATABASE_URL = `postgres://movies@${hosts}/movies`;
      servers.push(
        await startServer({ DATABASE_URL, DATABASE_REPLICA_URLS, DATA_DIR: dataDir, JWT_SECRET }),
      );
    }
    instances = servers.map(({ origin }) => new Client(origin)) as [Client, Client];
    await untilUsable(instances, heir, true);
    user = await someUser(instances[0]);
  });
  afterAll(async () => {
    for (const server of servers) await server.end();
    await heir?.remove();
    await old?.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('writes are 503 meanwhile and then go on; none that was acknowledged is missing', async () => {
    const { id: movie } = await someMovie(instances[0], user);
    const path = `/movies/${movie}/comments/`;
    const writes: Attempt[] = [];
    const reads: Attempt[] = [];
    const load = { isOn: true };
    const write = async (api: Client, writer: number): Promise<void> => {
      for (let turn = 0; load.isOn; turn += 1) {
        const text = `Writer ${writer}, turn ${turn}`;
        const { status, body } = await api.post(path, { text }, { token: user.token });
        writes.push({ status, at: performance.now(), id: body.id });
        if (status !== 201) await sleep(20);
      }
    };
    const read = async (api: Client): Promise<void> => {
      while (load.isOn) {
        const { status } = await api.get(`/movies/${movie}/`);
        reads.push({ status, at: performance.now(), id: undefined });
        await sleep(5);
      }
    };
    const running = [
      ...Array.from({ length: WRITERS }, (_, writer) => write(instances[writer % 2]!, writer)),
      ...instances.map(read),
    ];

    await sleep(2000);
    const killed = performance.now();
    await old.stop('immediate');
    await sleep(1000); // until somebody notices
    const promoting = performance.now();
    await heir.promote();
    await sleep(5000);
    load.isOn = false;
    await Promise.all(running);

    const acknowledged = writes.filter(({ status }) => status === 201);
    const resumed = acknowledged.find(({ at }) => at > promoting)!.at;
    report(writes, reads, { killed, promoting, resumed });
    expect(writes.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(writes.some(({ status, at }) => status === 503 && at < promoting)).toBe(true);
    expect(acknowledged.some(({ at }) => at < killed)).toBe(true);
    expect(reads.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    const meanwhile = reads.filter(({ at }) => at > killed + 200 && at < promoting);
    expect(meanwhile.filter(({ status }) => status === 200)).not.toEqual([]);

    const stored = await heir.query<{ id: string }>('SELECT id FROM comments', 'movies');
    const there = new Set(stored.map(({ id }) => Number(id)));
    expect(acknowledged.filter(({ id }) => !there.has(id!))).toEqual([]);
    const { body } = await instances[1].get(`/movies/${movie}/`);
    expect(body.comment_count).toBe(there.size);
  });

  test('a new replica of the new primary is in use, without a restart', async () => {
    await old.follow(heir);
    await untilUsable(instances, old, true);
    for (const api of instances) {
      const movie = await someMovie(api, user);
      expect((await api.get(`/movies/${movie.id}/`)).body.title).toBe(movie.title);
    }
    for (const api of instances) {
      expect(await replicaMetric(api, 'usable', heir)).toBeNaN(); // it is the primary now
    }
  });
});

/** For whoever wants to know how long it took. */
function report(
  writes: readonly Attempt[],
  reads: readonly Attempt[],
  { killed, promoting, resumed }: Record<'killed' | 'promoting' | 'resumed', number>,
): void {
  const count = (status: number): number => writes.filter((one) => one.status === status).length;
  process.stdout.write(
    `Failover: ${count(201)} writes acknowledged, ${count(503)} refused, ${reads.length} reads; ` +
      `writes went on ${Math.round(resumed - promoting)} ms after the promotion began, ` +
      `${Math.round(resumed - killed)} ms after the kill.\n`,
  );
}
