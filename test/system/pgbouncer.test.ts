import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { someComment, someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { Postgres, postgresPrograms } from '../support/postgres.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

const programs = postgresPrograms();
const withPgBouncer = hasPgBouncer() && programs !== undefined ? describe : describe.skip;

/** Connections to the database; two instances have some forty to PgBouncer. */
const POOL_SIZE = 8;

withPgBouncer('two instances behind PgBouncer in transaction mode', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'movie-api-test-data-'));
  let database: Postgres;
  let pooler: Awaited<ReturnType<typeof startPgBouncer>>;
  let servers: ServerProcess[] = [];
  let instances: [Client, Client];

  beforeAll(async () => {
    await loadDocument();
    database = await Postgres.primary(programs!);
    pooler = await startPgBouncer(database, POOL_SIZE);
    const env = { DATABASE_URL: pooler.url, DATABASE_PREPARE: 'off' };
    // Both migrate the empty database, at once.
    servers = await Promise.all(
      [1, 2].map(() => startServer({ ...env, DATA_DIR: dataDir, JWT_SECRET })),
    );
    instances = servers.map(({ origin }) => new Client(origin)) as [Client, Client];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await pooler?.close();
    await database?.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('the lock of the migrations was let go of', async () => {
    const locks = await database.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`);
    expect(locks).toEqual([]);
  });

  test('many requests at once, reads and writes, of many users', async () => {
    const users = await Promise.all([...Array(8).keys()].map((at) => someUser(instances[at % 2]!)));
    const movie = await someMovie(instances[0], users[0]!, { title: 'The Godfather' });
    const rounds = users.map(async (user, index) => {
      for (let round = 0; round < 20; round += 1) {
        const [near, far] = index % 2 === 0 ? instances : instances.toReversed();
        await someComment(near!, user, movie.id);
        const path = `/movies/${movie.id}/like/`;
        await near!.post(path, undefined, { token: user.token });
        const answers = await Promise.all([
          far!.get(`/movies/${movie.id}/`, { token: user.token }),
          far!.get('/movies/'),
          far!.get('/movies/search/?title=godfahter'),
          far!.get(`/movies/${movie.id}/comments/?page_size=5`),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
        const [seen, , found] = answers;
        expect(seen.body.liked_by_me).toBe(true);
        expect(found.body.results[0].id).toBe(movie.id);
        expect((await near!.delete(path, { token: user.token })).status).toBe(200);
      }
    });
    await Promise.all(rounds);
    const { body } = await instances[0].get(`/movies/${movie.id}/`);
    expect([body.comment_count, body.like_count]).toEqual([160, 0]);
  });

  test('a repeatable request is done once', async () => {
    const user = await someUser(instances[0]);
    const options = { token: user.token, headers: { 'Idempotency-Key': 'once' } };
    const answers = await Promise.all(
      instances.map((api) => api.post('/movies/', { title: 'Once' }, options)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
  });

  test('mails go out, announced or found by looking', async () => {
    const mails = (): number => readdirSync(join(dataDir, 'mail')).length;
    const user = await someUser(instances[0]);
    await someMovie(instances[0], user);
    const deadline = Date.now() + 10_000;
    while (mails() < 3 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 100));
    expect(mails()).toBe(3); // one of each test's movie
  });

  test('it is ready, and no statement has failed', async () => {
    for (const api of instances) {
      expect((await api.get('/health/ready/')).status).toBe(200);
      const { text } = await api.get('/metrics');
      for (const kind of ['unavailable', 'timeout', 'other']) {
        expect(text).toContain(`database_errors_total{kind="${kind}"} 0\n`);
      }
    }
  });
});
