import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Housekeeping } from '../../src/database/background/housekeeping.js';
import { Client, type Answer } from '../support/client.js';
import { PASSWORD, someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startServer } from '../support/server-process.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let other: Client;
let user: TestUser; // of each test's own: all keys are free
beforeAll(async () => {
  t = await startTestApp({ worker: false }); // mails stay where they can be counted
  other = (await t.another({ WORKER: 'off' })).api;
});
afterAll(() => t.close());
beforeEach(async () => {
  user = await someUser(t.api);
});

interface Sender {
  readonly key?: string;
  readonly token?: string;
  readonly api?: Client;
}

const post = (
  path: string,
  json?: unknown,
  { key = 'key', token = user.token, api = t.api }: Sender = {},
): Promise<Answer> => api.post(path, json, { token, headers: { 'idempotency-key': key } });
const create = (json: unknown, sender?: Sender) => post('/movies/', json, sender);

const isReplay = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';
/** What a repeated request gets again. */
const essence = ({ status, text, headers }: Answer) => [
  status,
  text,
  ...['content-type', 'location', 'etag'].map((name) => headers.get(name)),
];
function expectReplay(first: Answer, again: Answer): void {
  expect(first.headers.has('idempotency-replayed')).toBe(false);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(essence(again)).toEqual(essence(first));
}
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status);
/** The status and kind of a problem. */
const kindOf = ({ status, body }: Answer): string => `${status} ${body.type.split('/').at(-2)}`;

const count = async (rest: string, id = user.id): Promise<number> =>
  (await t.dataSource.query(`SELECT count(*)::int AS n FROM ${rest}`, [id]))[0].n;
const movies = (): Promise<number> => count('movies WHERE creator_id = $1');
const mails = (): Promise<number> =>
  count(`mails WHERE kind = 'movie-created' AND (payload->>'user_id')::bigint = $1`);
const keys = (): Promise<number> => count('idempotency_keys WHERE user_id = $1');
const likes = (movieId: number): Promise<number> => count('likes WHERE movie_id = $1', movieId);
const remove = (path: string): Promise<Answer> => t.api.delete(path, { token: user.token });

describe('the same request under the same key', () => {
  test('makes one movie and one mail, and is answered as at first although it is gone since', async () => {
    const json = { title: 'Once', genres: ['Drama'], year: 1999 };
    const first = await create(json);
    expect([first.status, first.headers.get('location')]).toEqual([201, first.body.url]);
    expect(first.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expectReplay(first, await create(json));
    expectReplay(first, await create(json, { api: other }));
    expect([await movies(), await mails()]).toEqual([1, 1]);
    const path = `/movies/${first.body.id}/`;
    await remove(path);
    expectReplay(first, await create(json));
    expect([await movies(), await mails()]).toEqual([0, 1]);
  });

  test('likes once, and says 201 again; a like that was there says 200 again', async () => {
    const { id } = await someMovie(t.api, user);
    const path = `/movies/${id}/like/`;
    const first = await post(path);
    expect([first.status, first.body]).toEqual([201, { movie_id: id, like_count: 1, liked: true }]);
    expectReplay(first, await post(path));
    const second = await post(path, undefined, { key: 'second' });
    expect(second.status).toBe(200);
    expectReplay(second, await post(path, undefined, { key: 'second' }));
    expect((await t.api.get(`/movies/${id}/`)).body.like_count).toBe(1);
    await remove(path);
    expectReplay(first, await post(path));
    expect(await likes(id)).toBe(0);
  });

  test('comments and replies once', async () => {
    const { id } = await someMovie(t.api, user);
    const parent = await someComment(t.api, user, id);
    for (const json of [{ text: 'One' }, { text: 'Two', parent_id: parent.id }]) {
      const send = () => post(`/movies/${id}/comments/`, json, { key: json.text });
      const first = await send();
      expect([first.status, first.body.text]).toEqual([201, json.text]);
      expectReplay(first, await send());
    }
    expect(await count('comments WHERE author_id = $1')).toBe(3);
    expect((await t.api.get(`/movies/${id}/`)).body.comment_count).toBe(3);
  });

  test.each(['/logout/', '/logout/all/'])('%s signs out once', async (path) => {
    const first = await post(path);
    expect(first.status).toBe(200);
    expect(kindOf(await post(path))).toBe('401 unauthorized'); // the token is dead all the same
    const login = { username: user.username, password: PASSWORD };
    const { token } = (await t.api.post('/login/', login)).body;
    expectReplay(first, await post(path, undefined, { token }));
    expect((await t.api.get('/me/', { token })).status).toBe(200);
  });

  test('is the same with other white space, or without the slash at the end', async () => {
    const send = (path: string, raw: string) =>
      t.api.send('POST', path, { token: user.token, headers: { 'idempotency-key': 'key' }, raw });
    const first = await send('/movies/', '{"title":"Spaces","cast":["A","B"]}');
    expect(first.status).toBe(201);
    expectReplay(first, await send('/movies', '{"title":"Spaces","cast":["A","B"]}'));
    expectReplay(first, await send('/movies/', '\n{ "title" : "Spaces", "cast": ["A",\t"B"] }\n'));
    expect(await movies()).toBe(1);
  });
});

describe('another request under the same key', () => {
  test('is 409 and does nothing, with another body or path', async () => {
    const { body } = await create({ title: 'First' });
    const others: [string, unknown?][] = [
      ['/movies/', { title: 'first' }],
      ['/movies/', { title: 'First', year: 2000 }],
      ['/movies/', {}], // also where it would be 400 by itself
      [`/movies/${body.id}/like/`],
      [`/movies/${body.id}/comments/`, { text: 'x' }],
      ['/logout/'],
      ['/logout/all/'],
    ];
    for (const [path, json] of others) {
      const answer = await post(path, json);
      expect([path, kindOf(answer)]).toEqual([path, '409 idempotency-key-reused']);
      expect(isReplay(answer)).toBe(false);
    }
    const movie = await t.api.get(`/movies/${body.id}/`, { token: user.token }); // signed in still
    expect([movie.body, await movies()]).toEqual([{ ...body, liked_by_me: false }, 1]);
  });

  test('is 409 with the id of another movie, and with another query', async () => {
    const [one, two] = [await someMovie(t.api, user), await someMovie(t.api, user)];
    expect((await post(`/movies/${one.id}/like/`)).status).toBe(201);
    expect(kindOf(await post(`/movies/${two.id}/like/`))).toBe('409 idempotency-key-reused');
    expect(await likes(two.id)).toBe(0);
    expect(kindOf(await post(`/movies/${one.id}/like/?&`))).toBe('409 idempotency-key-reused');
    // No POST knows a parameter: that is refused before.
    expect(kindOf(await post(`/movies/${one.id}/like/?page=1`))).toBe('400 invalid-input');
  });

  test('of somebody else is no other: each has keys of their own', async () => {
    const json = { title: 'Private' };
    const { id, token } = await someUser(t.api);
    const [mine, theirs] = [await create(json), await create(json, { token })];
    expect([theirs.status, isReplay(theirs), theirs.body.creator.id]).toEqual([201, false, id]);
    expectReplay(mine, await create(json));
    expectReplay(theirs, await create(json, { token }));
    expect(theirs.body.id).not.toBe(mine.body.id);
  });
});

describe('a request that failed is not kept', () => {
  test.each([
    [400, {}],
    [400, { title: 'x', release_date: '1999-01-01', year: 2000 }],
    [400, { title: 'x', genres: ['a,b'] }],
  ])('%i %j: the corrected one works under its key', async (status, wrong) => {
    const failed = await create(wrong);
    expect([failed.status, isReplay(failed), await keys()]).toEqual([status, false, 0]);
    const right = await create({ title: 'Right' });
    expect(right.status).toBe(201);
    expectReplay(right, await create({ title: 'Right' }));
  });

  test('409: the same works under its key once the reason is gone, or another', async () => {
    const holder = await someMovie(t.api, user, { imdb_id: 'tt5550001' });
    const send = (key: string) => create({ title: 'Twin', imdb_id: 'tt5550001' }, { key });
    for (const key of ['one', 'two']) {
      const { status, body } = await send(key);
      expect([status, await keys()]).toEqual([409, 0]);
      expect(body.errors[0].message).toContain(String(holder.id));
    }
    await remove(`/movies/${holder.id}/`);
    expect((await send('one')).status).toBe(201);
    expect((await create({ title: 'Other' }, { key: 'two' })).status).toBe(201);
  });

  test('404: the key is free', async () => {
    const { id } = await someMovie(t.api, user);
    expect((await post('/movies/999999/like/')).status).toBe(404);
    const comment = await post('/movies/999999/comments/', { text: 'x' });
    expect([comment.status, await keys()]).toEqual([404, 0]);
    expect((await post(`/movies/${id}/like/`)).status).toBe(201);
  });

  test.each([
    ['without keys', 'tt5550002', () => ({})],
    ['each under its key', 'tt5550003', (key: number) => ({ 'idempotency-key': String(key) })],
  ])('many at once that fail are told why, %s', async (_, imdb_id, headers) => {
    const send = (__: unknown, index: number) =>
      t.api.post(
        '/movies/',
        { title: 'x', imdb_id },
        { token: user.token, headers: headers(index) },
      );
    // Who looks for the movie that has the id, still holding a connection, may wait for a second.
    const answers = await Promise.all(Array.from({ length: 30 }, send));
    expect(statuses(answers).toSorted()).toEqual([201, ...Array<number>(29).fill(409)]);
  });
});

/** Sends header lines as they are, which no HTTP library would; answers the status. */
async function sendRaw(lines: string[]): Promise<number> {
  const { port, hostname } = new URL(t.api.origin);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  const head = `Host: x\r\nConnection: close\r\nAuthorization: Bearer ${user.token}`;
  const content = 'Content-Type: application/json\r\nContent-Length: 13';
  const request = `POST /movies/ HTTP/1.1\r\n${head}\r\n${content}\r\n${lines.join('\r\n')}`;
  socket.write(`${request}\r\n\r\n{"title":"x"}`, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return Number(answer.split(' ')[1]);
}

describe('keys', () => {
  const key = (value: string) => `Idempotency-Key: ${value}`;
  const VISIBLE = Array.from({ length: 94 }, (_, n) => String.fromCharCode(0x21 + n)).join('');

  test.each([
    ['1 character', [key('~')], 201],
    ['255 characters', [key('k'.repeat(255))], 201],
    ['every visible character', [key(VISIBLE)], 201],
    ['256 characters', [key('k'.repeat(256))], 400],
    ['nothing', [key('')], 400],
    ['blanks only', [key('   ')], 400],
    ['a blank inside', [key('a b')], 400],
    ['a tab inside', [key('a\tb')], 400],
    ['a letter that is not ASCII', [key('é')], 400],
    ['a control character', [key('a\u0001b')], 400],
    ['DEL', [key('a\u007Fb')], 400],
    ['two headers', [key('one'), key('two')], 400],
  ])('of %s', async (_, lines, status) => {
    expect(await sendRaw(lines)).toBe(status);
    const done = status === 201 ? 1 : 0;
    expect([await movies(), await keys()]).toEqual([done, done]);
  });

  test.each(['used', 'a b'])('are not looked at with GET, PATCH and DELETE: %s', async (value) => {
    const path = `/movies/${(await someMovie(t.api, user)).id}/`;
    const options = { token: user.token, headers: { 'idempotency-key': value } };
    const answers = [
      await t.api.patch(path, { title: 'One' }, options),
      await t.api.patch(path, { title: 'Two' }, options),
      await t.api.delete(`${path}like/`, options),
      await t.api.get(path, options),
      await t.api.delete(path, options),
    ];
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 204]);
    expect(answers[3]!.body.title).toBe('Two');
    expect([answers.filter(isReplay), await keys()]).toEqual([[], 0]);
  });

  test.each(['used', 'a b'])('are not looked at where nobody is signed in: %s', async (value) => {
    const { username, email } = user;
    const account = { username: `${username}x`, email: `x${email}`, password: PASSWORD };
    const requests: [string, unknown, number][] = [
      ['/register/', account, 201],
      ['/register/', account, 409],
      ['/login/', { username, password: PASSWORD }, 200],
      ['/login/', { username, password: 'wrong' }, 401],
      ['/movies/', { title: 'x' }, 401],
    ];
    for (const [path, json, status] of requests) {
      const answer = await t.api.post(path, json, { headers: { 'idempotency-key': value } });
      expect([answer.status, isReplay(answer)]).toEqual([status, false]);
    }
  });

  test('stand for their request for 24 hours, then for another one', async () => {
    const age = 'UPDATE idempotency_keys SET created_at = now() - $1::interval WHERE user_id = $2';
    const first = await create({ title: 'Today' });
    await t.dataSource.query(age, ['23 hours 59 minutes', user.id]);
    expectReplay(first, await create({ title: 'Today' }));
    await t.dataSource.query(age, ['24 hours', user.id]);
    const answers = await Promise.all(
      [t.api, other, t.api, other].map((api) => create({ title: 'Tomorrow' }, { api })),
    );
    expect(statuses(answers)).toEqual(Array(4).fill(201));
    expect([answers.filter(isReplay).length, await movies()]).toEqual([3, 2]);
    expect(kindOf(await create({ title: 'Today' }))).toBe('409 idempotency-key-reused');
  });

  test('are cleared away after their time, the others go with the account', async () => {
    for (const name of ['old', 'young']) await create({ title: name }, { key: name });
    await t.dataSource.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '24 hours' WHERE key = 'old'`,
    );
    await t.app.get(Housekeeping).runAll();
    const left = 'SELECT key FROM idempotency_keys WHERE user_id = $1';
    expect(await t.dataSource.query(left, [user.id])).toEqual([{ key: 'young' }]);
    const json = { current_password: PASSWORD };
    expect((await t.api.delete('/me/', { token: user.token, json })).status).toBe(204);
    expect(await keys()).toBe(0);
  });
});

/** A connection of the test's own, with a transaction that is rolled back in the end. */
async function inTransaction(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ ...t.connection });
  await client.connect();
  await client.query('BEGIN');
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function expectInProgress(answer: Answer): void {
  expect(kindOf(answer)).toBe('409 request-in-progress');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

/** Sends until the request that came before has ended, as `Retry-After` asks for. */
async function settled(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 409) return answer;
    expectInProgress(answer);
    await sleep(100);
  }
}

describe('at the same instant', () => {
  test('ten with one key over two instances make one movie, twenty times over', async () => {
    for (let round = 1; round <= 20; round += 1) {
      const json = { title: `Round ${round}`, genres: [`Genre ${round}`] };
      const send = (_: unknown, index: number) =>
        settled(() => create(json, { key: String(round), api: index % 2 ? other : t.api }));
      const answers = await Promise.all(Array.from({ length: 10 }, send));
      expect(statuses(answers)).toEqual(Array(10).fill(201));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
      expect([await movies(), await mails()]).toEqual([round, round]);
    }
  });

  test('of two requests with one key, one is done and the other is told', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const answers = await Promise.all([
        create({ title: 'One' }, { key: String(round) }),
        create({ title: 'Two' }, { key: String(round), api: other }),
      ]);
      const [done, refused] = answers.toSorted((one, two) => one.status - two.status);
      expect([done!.status, kindOf(refused!)]).toEqual([201, '409 idempotency-key-reused']);
      expect(await movies()).toBe(round);
    }
  });

  test('while a transaction holds the key it is 409, and works thereafter', async () => {
    const take = `INSERT INTO idempotency_keys (user_id, key, fingerprint) VALUES ($1, 'key', '')`;
    await inTransaction(async (client) => {
      await client.query(take, [user.id]);
      expectInProgress(await create({ title: 'Patient' }));
      expect((await create({ title: 'Patient' }, { key: 'free' })).status).toBe(201);
    });
    const after = await settled(() => create({ title: 'Patient' }));
    expect([after.status, isReplay(after), await movies()]).toEqual([201, false, 2]);
  });

  test('kill -9 in between leaves neither movie nor key, and the retry does it once', async () => {
    const { host, user: role, database } = t.connection;
    const server = await startServer({
      DATABASE_URL: `postgres://${role}@localhost/${database}?host=${encodeURIComponent(host)}`,
      DATA_DIR: t.dataDir,
      JWT_SECRET,
      WORKER: 'off',
    });
    const json = { title: 'Crash' };
    await inTransaction(async (client) => {
      await client.query('LOCK TABLE mails IN SHARE MODE'); // the last that a new movie needs
      const lost = create(json, { api: new Client(server.origin) }).catch(() => 'lost');
      const waiting = `pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query ILIKE '%INTO mails%' AND $1 > 0`;
      while ((await count(waiting)) === 0) await sleep(20);
      await server.end('SIGKILL');
      expect(await lost).toBe('lost');
      expect([await movies(), await keys()]).toEqual([0, 0]);
    });
    const retried = await settled(() => create(json));
    expect(retried.status).toBe(201);
    expectReplay(retried, await create(json));
    expect([await movies(), await mails()]).toEqual([1, 1]);
  });
});
