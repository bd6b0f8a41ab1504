import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, Client as ApiClient } from '../support/client.js';
import { someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { Postgres, postgresPrograms } from '../support/postgres.js';
import { replicaMetric, untilUsable } from '../support/replica-metrics.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

/** Of each of four clients. */
const ROUNDS = 40;

const programs = postgresPrograms();
const withPostgres = programs === undefined ? describe.skip : describe;

withPostgres('a primary, a streaming replica and two instances', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'movie-api-test-data-'));
  const servers: ServerProcess[] = [];
  let primary: Postgres;
  let replica: Postgres;
  let instances: [Client, Client];
  let user: TestUser;

  beforeAll(async () => {
    await loadDocument();
    primary = await Postgres.primary(programs!);
    replica = await primary.replica();
    for (let count = 0; count < 2; count += 1) {
      servers.push(await startServer(settings(replica)));
    }
    instances = servers.map(({ origin }) => new ApiClient(origin)) as [Client, Client];
    await untilUsable(instances, replica, true);
    user = await someUser(instances[0]);
  });
  afterAll(async () => {
    for (const server of servers) await server.end();
    await replica?.remove();
    await primary?.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const settings = (read: Postgres): Record<string, string> => ({
    DATABASE_URL: primary.url,
    DATABASE_REPLICA_URLS: read.url,
    TRUST_PROXY: 'loopback',
    DATA_DIR: dataDir,
    JWT_SECRET,
  });

  const readsOf = async (): Promise<number> => {
    const counts = instances.map((api) => replicaMetric(api, 'reads_total', replica));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };

  /** Transactions that a server has run in our database, as PostgreSQL counts them. */
  const transactionsOf = async (server: Postgres): Promise<number> => {
    const [row] = await server.query<{ count: string }>(
      `SELECT xact_commit AS count FROM pg_stat_database WHERE datname = 'movies'`,
    );
    return Number(row!.count);
  };

  test('reads go to the replica, with and without a token', async () => {
    const { id } = await someMovie(instances[0], user, { title: 'Amélie' });
    await someComment(instances[0], user, id);
    const before = await readsOf();
    const transactions = await transactionsOf(replica);
    const paths = [
      '/movies/',
      `/movies/${id}/`,
      '/movies/?cursor=',
      '/movies/genre/?genre=Drama',
      '/movies/search/?title=amelie',
      '/movies/suggest/?title=amel',
      '/movies/trending/',
      `/movies/${id}/similar/`,
      `/movies/${id}/like/`,
      `/movies/${id}/comments/`,
      '/genres/',
      `/users/${user.id}/`,
    ];
    for (const path of paths) {
      for (const token of [undefined, user.token]) {
        const answer = await instances[1].get(path, { token });
        expect([path, answer.status]).toEqual([path, 200]);
      }
    }
    expect((await readsOf()) - before).toBeGreaterThanOrEqual(2 * paths.length);
    await untilStatisticsSay(transactions + 2 * paths.length);
  });

  /** PostgreSQL passes its statistics on when a connection has been idle for a second or so. */
  async function untilStatisticsSay(transactions: number): Promise<void> {
    const deadline = Date.now() + 20_000;
    while ((await transactionsOf(replica)) < transactions) {
      if (Date.now() > deadline) throw new Error('The replica has not run the statements');
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  test('who has just written reads it, signed in or not, through either instance', async () => {
    const before = await readsOf();
    const users = await Promise.all(Array.from({ length: 4 }, () => someUser(instances[0])));
    await Promise.all(users.map((somebody, index) => writesAndReads(somebody, index % 2)));
    expect((await readsOf()) - before).toBeGreaterThan((4 * ROUNDS * 5) / 2);
  });

  /** Each write through one instance, each read through the other one. */
  async function writesAndReads({ token }: TestUser, first: number): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const writes = instances[(first + round) % 2]!;
      const reads = instances[(first + round + 1) % 2]!;
      const movie = await someMovie(writes, { token });
      expect((await reads.get(`/movies/?ids=${movie.id}`)).body.results).toEqual([
        { ...movie, url: expect.any(String), liked_by_me: null },
      ]);
      await writes.post(`/movies/${movie.id}/like/`, undefined, { token });
      expect((await reads.get(`/movies/${movie.id}/`)).body.like_count).toBe(1);
      expect((await reads.get(`/movies/${movie.id}/`, { token })).body.liked_by_me).toBe(true);
      const comment = await someComment(writes, { token }, movie.id);
      const comments = await reads.get(`/movies/${movie.id}/comments/`);
      expect(comments.body.results).toEqual([comment]);
      const removed = await writes.delete(`/movies/${movie.id}/`, { token });
      expect(removed.status).toBe(204);
      expect((await reads.get(`/movies/${movie.id}/`)).status).toBe(404);
    }
  }

  test('a change is 200 at once for who has the tag of before', async () => {
    const { id } = await someMovie(instances[0], user);
    // Both are one to a client, as behind a proxy: the tags are the same.
    const behind = { 'X-Forwarded-Host': 'movies.example.org' };
    for (let round = 0; round < 30; round += 1) {
      const { headers } = await instances[1].get(`/movies/${id}/`, { headers: behind });
      const known = { ...behind, 'If-None-Match': headers.get('etag')! };
      expect((await instances[0].get(`/movies/${id}/`, { headers: known })).status).toBe(304);
      const change = { title: `Title ${round}` };
      await instances[0].patch(`/movies/${id}/`, change, { token: user.token });
      const changed = await instances[1].get(`/movies/${id}/`, { headers: known });
      expect([changed.status, changed.body.title]).toEqual([200, change.title]);
    }
  });

  test('a session that was ended is ended on every instance, whatever the replica has', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    const somebody = await someUser(instances[0]);
    expect((await instances[1].get('/me/', { token: somebody.token })).status).toBe(200);
    await instances[0].post('/logout/', undefined, { token: somebody.token });
    expect((await instances[1].get('/movies/', { token: somebody.token })).status).toBe(401);
    await replica.query('SELECT pg_wal_replay_resume()');
    await untilUsable(instances, replica, true);
  });

  test('a replica that lags is left out, and comes back', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    const { id } = await someMovie(instances[0], user);
    expect((await instances[1].get(`/movies/${id}/`)).status).toBe(200);
    await untilUsable(instances, replica, false);
    const before = await readsOf();
    for (let count = 0; count < 20; count += 1) {
      expect((await instances[count % 2]!.get(`/movies/${id}/`)).status).toBe(200);
    }
    expect(await readsOf()).toBe(before);
    await new Promise((done) => setTimeout(done, 1200)); // a check while it lags
    expect(await replicaMetric(instances[0], 'lag_seconds', replica)).toBeGreaterThan(1);
    await replica.query('SELECT pg_wal_replay_resume()');
    await untilUsable(instances, replica, true);
    await instances[0].get(`/movies/${id}/`);
    expect(await readsOf()).toBeGreaterThan(before);
  });

  test('a replica that dies costs no request, and comes back', async () => {
    const { id } = await someMovie(instances[0], user);
    const load = { isOn: true };
    const statuses: number[] = [];
    const read = async (api: Client): Promise<void> => {
      while (load.isOn) {
        const paths = [`/movies/${id}/`, '/movies/search/?title=movie'];
        for (const path of paths) statuses.push((await api.get(path)).status);
      }
    };
    const readers = [...instances, ...instances].map(read);
    try {
      await replica.stop('immediate');
      await untilUsable(instances, replica, false);
      await replica.start();
      await untilUsable(instances, replica, true);
    } finally {
      load.isOn = false;
      await Promise.all(readers);
    }
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  test('reads go on while the primary is away, writes are 503', async () => {
    const { id } = await someMovie(instances[0], user);
    await untilUsable(instances, replica, true);
    await primary.stop('immediate');
    try {
      for (const api of instances) {
        expect((await api.get(`/movies/${id}/`)).status).toBe(200);
        expect((await api.get('/movies/')).status).toBe(200);
        const like = await api.post(`/movies/${id}/like/`, undefined, { token: user.token });
        expect(like.status).toBe(503);
      }
    } finally {
      await primary.start();
    }
    await untilUsable(instances, replica, true);
    const like = await instances[0].post(`/movies/${id}/like/`, undefined, { token: user.token });
    expect(like.status).toBe(201);
  });

  test('a server of another cluster is left out', async () => {
    const stranger = await Postgres.primary(programs!);
    try {
      const server = await startServer(settings(stranger));
      servers.push(server);
      const api = new ApiClient(server.origin);
      await new Promise((done) => setTimeout(done, 1500)); // the first check, and one more
      expect((await api.get('/movies/')).body.count).toBeGreaterThan(0);
      expect(await replicaMetric(api, 'usable', stranger)).toBe(0);
      expect(await replicaMetric(api, 'reads_total', stranger)).toBe(0);
      expect(server.output()).toContain('is left out (foreign)');
    } finally {
      await stranger.remove();
    }
  });
});
