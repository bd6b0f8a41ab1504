import type { Answer, Client } from '../support/client.js';
import { PASSWORD, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/* What the server keeps of one user has an end. */

let t: TestApp;
let other: Client;
let user: TestUser; // of each test's own: all keys are free
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  other = (await t.another({ WORKER: 'off' })).api;
});
afterAll(() => t.close());
beforeEach(async () => {
  user = await someUser(t.api);
});

interface Sender {
  readonly key?: string;
  readonly api?: Client;
}

const post = (
  path: string,
  json: unknown,
  { key = 'key', api = t.api }: Sender = {},
): Promise<Answer> =>
  api.post(path, json, { token: user.token, headers: { 'idempotency-key': key } });
const create = (json: unknown, sender?: Sender) => post('/movies/', json, sender);

const isReplay = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';
function expectReplay(first: Answer, again: Answer): void {
  const essence = ({ status, text, headers }: Answer) => [
    status,
    text,
    ...['content-type', 'location', 'etag'].map((name) => headers.get(name)),
  ];
  expect([isReplay(first), isReplay(again)]).toEqual([false, true]);
  expect(essence(again)).toEqual(essence(first));
}
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status);
const kindOf = ({ status, body }: Answer): string => `${status} ${body.type.split('/').at(-2)}`;

const count = async (rest: string): Promise<number> =>
  (await t.dataSource.query(`SELECT count(*)::int AS n FROM ${rest}`, [user.id]))[0].n;
const movies = (): Promise<number> => count('movies WHERE creator_id = $1');
const mails = (): Promise<number> =>
  count(`mails WHERE kind = 'movie-created' AND (payload->>'user_id')::bigint = $1`);
const keys = (): Promise<number> => count('idempotency_keys WHERE user_id = $1');
const remove = (path: string): Promise<Answer> => t.api.delete(path, { token: user.token });

describe('a large answer', () => {
  const LARGE = { title: 'Large', description: 'é'.repeat(9000), cast: ['A'.repeat(200)] };
  const kept = async (): Promise<unknown> =>
    (await t.dataSource.query('SELECT body FROM idempotency_keys WHERE user_id = $1', [user.id]))[0]
      .body;

  test('is not kept, and made again', async () => {
    const first = await create(LARGE);
    expect([first.status, await kept()]).toEqual([201, null]);
    expectReplay(first, await create(LARGE));
    const elsewhere = await create(LARGE, { api: other }); // whose links have another origin
    expect([elsewhere.status, isReplay(elsewhere)]).toEqual([201, true]);
    expect({ ...elsewhere.body, url: first.body.url }).toEqual(first.body);
    expect([await movies(), await mails()]).toEqual([1, 1]);
  });

  test('shows what was made as it is by then; 404 once that is gone', async () => {
    const first = await create(LARGE);
    const path = `/movies/${first.body.id}/`;
    const changed = await t.api.patch(path, { title: 'Changed' }, { token: user.token });
    const again = await create(LARGE);
    expect([again.status, isReplay(again), again.body]).toEqual([201, true, changed.body]);
    expect(again.headers.get('etag')).toBe(changed.headers.get('etag'));
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    await remove(path);
    expect(kindOf(await create(LARGE))).toBe('404 not-found');
    expect(await movies()).toBe(0);
  });

  test('of a comment is made again too', async () => {
    const path = `/movies/${(await someMovie(t.api, user)).id}/comments/`;
    const json = { text: 'ü'.repeat(4000) };
    const first = await post(path, json);
    expect([first.status, await kept()]).toEqual([201, null]);
    expectReplay(first, await post(path, json));
    expect(await count('comments WHERE author_id = $1')).toBe(1);
  });
});

describe('ten thousand keys', () => {
  const have = (number: number) =>
    t.dataSource.query(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint, status, headers, created_at)
       SELECT $1, 'old' || n, '', 200, '{}', now() - interval '23 hours'
       FROM generate_series(1, $2::integer) AS n`,
      [user.id, number],
    );

  test('are the most a user has, also of twenty at the same instant over two instances', async () => {
    await have(9995);
    const send = (_: unknown, n: number) =>
      create({ title: `Key ${n}` }, { key: `new${n}`, api: n % 2 ? other : t.api });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const made = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 429);
    // One that waits too long for the others is refused too, and may come again. A slow machine has
    // no connection for some.
    expect(statuses(answers).filter((status) => ![201, 429, 503].includes(status))).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(5);
    expect(refused.length).toBeGreaterThan(0);
    expect([await keys(), await movies()]).toEqual([9995 + made.length, made.length]);
    for (const answer of refused) {
      expect(kindOf(answer)).toBe('429 too-many-requests');
      const wait = Number(answer.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(3600);
    }
    // Those that are there stand for their answers, and requests without a key go on.
    const n = answers.findIndex(({ status }) => status === 201);
    expectReplay(answers[n]!, await create({ title: `Key ${n}` }, { key: `new${n}` }));
    await someMovie(t.api, user);
    await someMovie(t.api, await someUser(t.api));
  });

  test('count for 24 hours', async () => {
    await have(10_000);
    const refused = await create({ title: 'x' });
    expect(kindOf(refused)).toBe('429 too-many-requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    const age = `UPDATE idempotency_keys SET created_at = now() - interval '24 hours'
      WHERE user_id = $1 AND key = 'old1'`;
    await t.dataSource.query(age, [user.id]);
    expect((await create({ title: 'x' })).status).toBe(201);
  });
});

describe('a hundred sessions', () => {
  const open = (): Promise<number> => count('sessions WHERE user_id = $1');
  const isOpen = async (token: string): Promise<boolean> =>
    (await t.api.get('/me/', { token })).status === 200;
  const have = ({ id }: TestUser, number: number) =>
    t.dataSource.query(
      `INSERT INTO sessions (user_id, expires_at, last_used_at)
       SELECT $1, now() + interval '1 day', now() - n * interval '1 minute'
       FROM generate_series(1, $2::integer) AS n`,
      [id, number],
    );

  test('are the most a user has: the longest unused ends', async () => {
    await have(user, 99);
    const unused = 'SELECT max(now() - last_used_at) AS age FROM sessions WHERE user_id = $1';
    const minutes = async (): Promise<number> =>
      (
        await t.dataSource.query(
          `SELECT extract(minute FROM age)::integer + 60 * extract(hour FROM age)::integer AS n FROM (${unused}) AS it`,
          [user.id],
        )
      )[0].n;
    expect(await minutes()).toBe(99);
    const login = { username: user.username, password: PASSWORD };
    const { token } = (await t.api.post('/login/', login)).body;
    expect([await open(), await minutes()]).toEqual([100, 98]);
    for (const it of [token, user.token]) expect(await isOpen(it)).toBe(true);
  });

  test('are left after thirty sign-ins at the same instant over two instances', async () => {
    await have(user, 94);
    const login = { username: user.username, password: PASSWORD };
    const send = async (_: unknown, n: number): Promise<string | undefined> =>
      (await (n % 2 ? t.api : other).post('/login/', login)).body.token;
    const tokens = await Promise.all(Array.from({ length: 30 }, send));
    expect(await open()).toBe(100);
    const opened = tokens.filter((token) => token !== undefined); // a slow machine refuses some
    expect(opened.length).toBeGreaterThan(6);
    for (const token of opened) expect(await isOpen(token)).toBe(true);
  });
});
