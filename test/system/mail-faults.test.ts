import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { next, someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import {
  databaseUrl,
  startServer,
  startWorker,
  type ServerProcess,
  type WorkerProcess,
} from '../support/server-process.js';
import { startSmtp, type ReceivedMail, type TestSmtp } from '../support/smtp.js';
import { JWT_SECRET } from '../support/test-app.js';

let smtp: TestSmtp;
let connection: TestConnection;
let drop: () => Promise<void>;
let db: pg.Client;
let processes: WorkerProcess[];

beforeAll(() => loadDocument());
beforeEach(async () => {
  smtp = await startSmtp();
  ({ connection, drop } = await cloneDatabase());
  db = await connected(connection);
  processes = [];
});
afterEach(async () => {
  for (const process of processes) await process.end('SIGKILL'); // also those of a failed test
  await db.end().catch(() => undefined);
  await drop();
  await smtp.close();
});

async function connected(to: TestConnection): Promise<pg.Client> {
  const client = new pg.Client(to);
  client.on('error', () => undefined); // one test cuts every connection
  await client.connect();
  return client;
}

const env = (overrides: Record<string, string> = {}): Record<string, string> => ({
  DATABASE_URL: databaseUrl(connection),
  JWT_SECRET,
  SMTP_URL: smtp.url,
  MAIL_FROM: 'movies@example.org',
  ...overrides,
});

async function server(overrides?: Record<string, string>): Promise<ServerProcess> {
  const started = await startServer(env(overrides));
  processes.push(started);
  return started;
}

async function worker(): Promise<WorkerProcess> {
  const started = await startWorker(env());
  processes.push(started);
  return started;
}

async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error(`After a minute it is not so yet: ${what}`);
    await sleep(20);
  }
}

const waiting = async (): Promise<{ attempts: number }[]> =>
  (await db.query('SELECT attempts FROM mails')).rows as { attempts: number }[];
const untilQueueIsEmpty = (): Promise<void> =>
  until('the queue is empty', async () => (await waiting()).length === 0);

/** The movie that a mail is about, by the address in it. */
const movieOf = ({ text }: ReceivedMail): number => Number(/\/movies\/(\d+)\//.exec(text!)![1]);

test('no mail is lost, and none gets another id, however often the process is killed', async () => {
  const movies = 220;
  const kills = 8;
  const acknowledged = new Set<number>();
  smtp.answerAfter = () => Math.random() * 120; // some are always under way
  let running = await server();
  const user = await someUser(new Client(running.origin));
  let restarted = Promise.resolve();
  let killed = 0;
  let killedInTheMiddle = 0;

  const isEnough = (): boolean => killed === kills && acknowledged.size >= movies;
  const post = async (): Promise<void> => {
    while (!isEnough()) {
      await restarted;
      const body = { title: `Movie ${next()}` };
      const answer = await new Client(running.origin)
        .post('/movies/', body, { token: user.token })
        .catch(() => undefined); // killed before it could answer
      if (answer?.status === 201) acknowledged.add(answer.body.id);
      await sleep(Math.random() * 60);
    }
  };
  const kill = async (): Promise<void> => {
    while (killed < kills) {
      const before = acknowledged.size;
      await until('more movies are there', () => acknowledged.size >= before + 10);
      await sleep(Math.random() * 100);
      let ready = (): void => undefined;
      restarted = new Promise((done) => (ready = done));
      for (let look = 0; look < 300 && smtp.inHand === 0; look += 1) await sleep(1);
      if (smtp.inHand > 0) killedInTheMiddle += 1;
      await running.end('SIGKILL');
      running = await server();
      killed += 1;
      ready();
    }
  };
  await Promise.all([kill(), ...Array.from({ length: 8 }, post)]);
  await untilQueueIsEmpty();

  const { rows } = await db.query<{ id: number }>('SELECT id FROM movies');
  const stored = new Set(rows.map(({ id }) => id));
  expect(stored.size).toBeGreaterThanOrEqual(movies);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  const ids = new Map<number, Set<string>>();
  for (const mail of smtp.mails) {
    const known = ids.get(movieOf(mail)) ?? new Set();
    ids.set(movieOf(mail), known.add(mail.messageId!));
  }
  expect([...stored].filter((id) => !ids.has(id))).toEqual([]);
  expect([...ids.keys()].filter((id) => !stored.has(id))).toEqual([]);
  expect([...ids].filter(([, known]) => known.size > 1)).toEqual([]);
  expect(killedInTheMiddle).toBeGreaterThan(0); // or nothing has been shown
}, 300_000);

test('two servers and a worker on one database send each mail once', async () => {
  const [one, other] = await Promise.all([server(), server(), worker()]);
  const apis = [one, other].map(({ origin }) => new Client(origin));
  smtp.answerAfter = () => Math.random() * 30;
  const user = await someUser(apis[0]!);
  const movies = await Promise.all(
    Array.from({ length: 100 }, (_, index) => someMovie(apis[index % 2]!, user)),
  );
  await smtp.received(100, 60);
  await untilQueueIsEmpty();
  await sleep(1500); // every worker has looked once more
  expect(smtp.mails.map(movieOf).sort()).toEqual(movies.map(({ id }) => id as number).sort());
});

test('with WORKER=off a server queues, is ready, and sends nothing; a worker does', async () => {
  const { origin } = await server({ WORKER: 'off' });
  const api = new Client(origin);
  await someMovie(api, await someUser(api));
  await sleep(1500);
  expect(await waiting()).toEqual([{ attempts: 0 }]);
  expect(smtp.connections).toBe(0);
  expect((await api.get('/health/ready/')).status).toBe(200);
  await worker();
  await smtp.received(1);
  await untilQueueIsEmpty();
});

test('a delivery under way is finished before the process ends', async () => {
  smtp.answerAfter = () => 1500;
  const running = await server();
  const api = new Client(running.origin);
  await someMovie(api, await someUser(api));
  await until('the mail is under way', () => smtp.inHand === 1);
  expect(await running.end()).toBe(0);
  expect(smtp.mails).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

test.each(['web', 'worker'])(
  'a delivery that hangs does not keep a %s process, and the mail is as if never tried',
  async (kind) => {
    const web = await server(kind === 'web' ? {} : { WORKER: 'off' });
    const api = new Client(web.origin);
    const sending = kind === 'web' ? web : await worker();
    const release = smtp.hangAt('RCPT');
    await someMovie(api, await someUser(api));
    await until('the mail is under way', () => smtp.connections === 1);
    const ended = await Promise.race([sending.end(), sleep(20_000, 'still there')]);
    expect(ended).toBe(0);
    expect(smtp.mails).toEqual([]);
    expect(await waiting()).toEqual([{ attempts: 0 }]);
    release();
    await worker();
    await smtp.received(1);
    await untilQueueIsEmpty();
    expect(smtp.mails).toHaveLength(1);
  },
);

describe('when the database cuts every connection while the mail server has a mail', () => {
  async function cut(): Promise<void> {
    const admin = await connected({ ...connection, database: 'postgres' });
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = $1 AND application_name LIKE 'movie-api%'`,
      [connection.database],
    );
    await admin.end();
  }

  async function listeners(): Promise<number | null> {
    const { rowCount } = await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND query = 'LISTEN movie_api_mail'`,
      [connection.database],
    );
    return rowCount;
  }

  // One lane has nobody beside it who could take the freed row; four have.
  test.each(['1', '4'])(
    'the process does not send it again, and hears of later ones (MAIL_CONCURRENCY=%s)',
    async (concurrency) => {
      smtp.answerAfter = () => 4000; // far longer than it takes to connect again, and to look
      const running = await server({ MAIL_CONCURRENCY: concurrency });
      const api = new Client(running.origin);
      const user = await someUser(api);
      await someMovie(api, user);
      await until('the mail is under way', () => smtp.inHand === 1);
      await cut();
      await untilQueueIsEmpty();
      await until('the mail server has answered', () => smtp.inHand === 0);
      await sleep(1500); // time for one that should not be sent
      expect(smtp.mails.map(({ messageId }) => messageId)).toHaveLength(1);

      smtp.answerAfter = () => 0;
      await until('the API is back', async () => (await api.get('/health/ready/')).status === 200);
      const { id } = await someMovie(api, user);
      await smtp.received(2);
      expect(movieOf(smtp.mails[1]!)).toBe(id);
      await until('it listens again', async () => (await listeners()) === 1);
    },
  );
});
