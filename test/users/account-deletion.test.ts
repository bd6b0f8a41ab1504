/* oxlint-disable eslint/max-lines -- one deletion, and all that hangs on it */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import type { Answer, Client } from '../support/client.js';
import {
  next,
  PASSWORD,
  someComment,
  someMovie,
  someResetToken,
  someUser,
  type TestUser,
} from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ROUNDS = 15;

let t: TestApp;
let second: { api: Client };
let other: TestUser;
let admin: TestUser;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  second = await t.another({ WORKER: 'off' });
  [other, admin] = [await someUser(t.api), await someUser(t.api)];
  await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
});
afterAll(() => t.close());

const remove = ({ token }: TestUser, json: unknown = { current_password: PASSWORD }, api = t.api) =>
  api.delete('/me/', { token, json });
const signIn = (username: string) => t.api.post('/login/', { username, password: PASSWORD });
const like = ({ token }: TestUser, movieId: number, api = t.api) =>
  api.post(`/movies/${movieId}/like/`, undefined, { token });
const movie = async (id: number): Promise<any> => (await t.api.get(`/movies/${id}/`)).body;
const comment = (id: number) => t.api.get(`/comments/${id}/`);

/** What belongs to a user: by table, the column that says so. */
const OWNED = Object.entries({
  users: 'id',
  sessions: 'user_id',
  likes: 'user_id',
  comments: 'author_id',
  movies: 'creator_id',
  idempotency_keys: 'user_id',
  password_resets: 'user_id',
});
const NOTHING = Object.fromEntries(OWNED.map(([table]) => [table, 0]));
const NUMBER = '(SELECT count(*) FROM';

const rowsOf = async (id: number): Promise<Record<string, number>> => {
  const counts = OWNED.map(
    ([table, column]) => `${NUMBER} ${table} WHERE ${column} = $1) AS ${table}`,
  );
  return (await t.dataSource.query(`SELECT ${counts.join()}`, [id]))[0];
};

/** Counts that are not what the tables have, and rows that should not be. */
const wrong = async (): Promise<Record<string, number>> => {
  const orphans = OWNED.map(
    ([table, column]) =>
      `${NUMBER} ${table} WHERE ${column} NOT IN (SELECT id FROM users)) AS "${table} of nobody"`,
  );
  const [row] = await t.dataSource.query(`SELECT ${orphans.join()},
    ${NUMBER} movie_counts AS counts WHERE like_count <>
      ${NUMBER} likes WHERE likes.movie_id = counts.movie_id)) AS like_count,
    ${NUMBER} movie_counts AS counts WHERE comment_count <>
      ${NUMBER} comments WHERE comments.movie_id = counts.movie_id AND text IS NOT NULL)) AS comment_count,
    ${NUMBER} comments AS parent WHERE reply_count <>
      ${NUMBER} comments AS reply WHERE reply.parent_id = parent.id)) AS reply_count,
    ${NUMBER} comments WHERE text IS NULL AND reply_count = 0) AS "tombstones without replies",
    ${NUMBER} movies) - (SELECT sum(movie_count)::int8 FROM movie_totals WHERE genre_id = 0) AS total,
    ${NUMBER} movies LEFT JOIN movie_counts ON movie_id = id WHERE movie_id IS NULL) AS bare`);
  return Object.fromEntries(Object.entries<number>(row).filter(([, count]) => count !== 0));
};

/** A user who has done a bit of everything. */
async function someActiveUser(): Promise<{ user: TestUser; movieId: number }> {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  await like(user, id);
  await someComment(t.api, user, id);
  const headers = { 'idempotency-key': `key-${next()}` };
  await t.api.post(`/movies/${id}/like/`, undefined, { token: user.token, headers });
  await someResetToken(t, user.id);
  return { user, movieId: id };
}

describe('without the right password', () => {
  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /required/],
    ['an empty object', {}, /required/],
    ['null', { current_password: null }, /text/],
    ['a number', { current_password: 5 }, /text/],
    ['an empty text', { current_password: '' }, /characters/],
    ['another one', { current_password: 'not this one' }, /wrong/],
    ['another case', { current_password: PASSWORD.toUpperCase() }, /wrong/],
    ['a blank behind it', { current_password: `${PASSWORD} ` }, /wrong/],
  ])('%s is 400 on that field, and nothing is lost', async (_, json, message) => {
    const { user, movieId } = await someActiveUser();
    const before = await rowsOf(user.id);
    const answer = await t.api.delete('/me/', {
      token: user.token,
      ...(json === undefined ? {} : { json }),
    });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ field: 'current_password', message: expect.stringMatching(message) }],
    ]);
    expect(await rowsOf(user.id)).toEqual(before);
    expect(Object.values(before)).not.toContain(0);
    expect((await t.api.get('/me/', { token: user.token })).body.username).toBe(user.username);
    expect(await movie(movieId)).toMatchObject({ like_count: 1, comment_count: 1 });
  });

  test('nobody guesses it: after ten failures the right one is 429', async () => {
    const user = await someUser(t.api);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await remove(user, { current_password: `guess ${attempt}` })).status).toBe(400);
    }
    const late = await remove(user);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await rowsOf(user.id))['users']).toBe(1);
  });

  test('a password that was reset meanwhile deletes nothing', async () => {
    const user = await someUser(t.api);
    const status = await whileLocked(
      ['SELECT FROM users WHERE id = $1 FOR UPDATE', user.id],
      () => remove(user),
      async (query) => {
        await query("UPDATE users SET password_hash = 'another' WHERE id = $1", user.id);
        await query('COMMIT');
      },
    );
    expect([status, (await rowsOf(user.id))['users']]).toEqual([400, 1]);
  });
});

/**
 * Holds a row while a request is on its way, does something once that waits for the row, and lets
 * go: the one order of events that matters, each time.
 */
async function whileLocked(
  [lock, id]: [string, number],
  request: () => Promise<Answer>,
  meanwhile: (query: (sql: string, id?: number) => Promise<unknown>) => Promise<unknown>,
): Promise<number> {
  const runner = t.dataSource.createQueryRunner();
  const query = (sql: string, of?: number) => runner.query(sql, of === undefined ? [] : [of]);
  const waiting = `SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  try {
    await query('BEGIN');
    await query(lock, id);
    const under = request();
    while ((await t.dataSource.query(waiting))[0].count === 0) await sleep(5);
    const between = meanwhile(query);
    // It may have to wait for the request, which waits for us.
    await Promise.race([between, sleep(1000, undefined, { ref: false })]);
    await query('ROLLBACK'); // where it has not ended yet
    await between;
    return (await under).status;
  } finally {
    await runner.release();
  }
}

describe('with it', () => {
  test('the account and all that was its alone is gone at once, on every instance', async () => {
    const { user } = await someActiveUser();
    const sessions = [user.token];
    for (let index = 0; index < 2; index += 1) {
      sessions.push((await signIn(user.username)).body.token);
    }
    const answer = await remove(user);
    expect([answer.status, answer.text]).toEqual([204, '']);
    for (const api of [second.api, t.api]) {
      for (const token of sessions) {
        for (const path of ['/me/', '/movies/']) {
          const { status, headers } = await api.get(path, { token });
          expect(status).toBe(401);
          expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
        }
      }
      expect((await api.get(`/users/${user.id}/`)).status).toBe(404);
    }
    for (const login of [user.username, user.email]) {
      const nobody = await signIn(`nobody${next()}`);
      const refused = await signIn(login);
      expect([refused.status, refused.body.detail]).toEqual([401, nobody.body.detail]);
    }
    expect(await rowsOf(user.id)).toEqual(NOTHING);
    expect((await remove(user)).status).toBe(401);
  });

  test('name and address are free again, for one who has nothing of what was', async () => {
    const { user, movieId } = await someActiveUser();
    expect((await remove(user)).status).toBe(204);
    const { username, email } = user;
    const again = await someUser(t.api, { username: username.toUpperCase(), email });
    expect(again.id).toBeGreaterThan(user.id);
    expect((await t.api.get('/me/', { token: user.token })).status).toBe(401);
    for (const list of ['movies', 'likes', 'comments']) {
      expect((await t.api.get(`/me/${list}/`, { token: again.token })).body.count).toBe(0);
    }
    expect((await t.api.get('/me/sessions/', { token: again.token })).body.count).toBe(1);
    const taken = await t.api.patch(`/movies/${movieId}/`, {}, { token: again.token });
    expect(taken.status).toBe(403);
  });

  test('a password in another form of Unicode is the same', async () => {
    const user = await someUser(t.api, { password: 'Ame\u0301lie and many more' });
    expect((await remove(user, { current_password: 'Amélie and many more' })).status).toBe(204);
  });

  test('likes go, and every like_count is exact', async () => {
    const user = await someUser(t.api);
    const movies = [await someMovie(t.api, other), await someMovie(t.api, user)];
    for (const { id } of movies) for (const who of [user, other, admin]) await like(who, id);
    expect((await remove(user)).status).toBe(204);
    for (const { id } of movies) {
      const { count, like_count, results } = (await t.api.get(`/movies/${id}/like/`)).body;
      expect([count, like_count, (await movie(id)).like_count]).toEqual([2, 2, 2]);
      expect(results.map((row: { id: number }) => row.id)).toEqual([admin.id, other.id]);
    }
    expect((await t.api.get(`/movies/?liked_by=${user.id}`)).body.count).toBe(0);
  });

  test('comments go: tombstones stay under the replies of others, and take their leave with them', async () => {
    const user = await someUser(t.api);
    const { id } = await someMovie(t.api, other);
    const say = async (who: TestUser, parent_id?: number): Promise<number> =>
      (await someComment(t.api, who, id, parent_id === undefined ? {} : { parent_id })).id;
    const alone = await say(user);
    const answered = await say(user); // by another: a tombstone
    const reply = await say(other, answered);
    await say(user, answered);
    const toOneself = await say(user); // by nobody else: gone
    const ownReply = await say(user, toOneself);
    const theirs = await say(other); // one reply fewer
    const under = [await say(user, theirs), await say(other, theirs), await say(user, theirs)];
    const tombstone = await say(other); // the last reply takes it along
    const last = await say(user, tombstone);
    await t.api.patch(`/comments/${answered}/`, { text: 'edited' }, { token: user.token });
    await t.api.delete(`/comments/${tombstone}/`, { token: other.token });
    expect((await movie(id)).comment_count).toBe(11);

    expect((await remove(user)).status).toBe(204);
    for (const gone of [alone, toOneself, ownReply, under[0], under[2], tombstone, last]) {
      expect([gone, (await comment(gone!)).status]).toEqual([gone, 404]);
    }
    expect((await comment(answered)).body).toMatchObject({
      text: null,
      author: null,
      reply_count: 1,
      edited_at: null,
    });
    expect((await comment(theirs)).body).toMatchObject({
      author: { id: other.id },
      reply_count: 1,
    });
    expect((await comment(reply)).status).toBe(200);
    expect((await movie(id)).comment_count).toBe(3);
    expect((await t.api.get(`/movies/${id}/comments/`)).body.count).toBe(2);
    expect(await wrong()).toEqual({});
    await t.api.delete(`/comments/${reply}/`, { token: other.token });
    expect((await comment(answered)).status).toBe(404);
  });

  test('movies stay without a creator, for admins to edit', async () => {
    const user = await someUser(t.api);
    const { id } = await someMovie(t.api, user);
    const tags = [(await t.api.get(`/movies/${id}/`)).headers.get('etag')!];
    expect((await remove(user)).status).toBe(204);
    const seen = await t.api.get(`/movies/${id}/`, { headers: { 'if-none-match': tags[0]! } });
    expect([seen.status, seen.body.creator]).toEqual([200, null]);
    tags.push(seen.headers.get('etag')!);
    expect(tags[1]).not.toBe(tags[0]);
    const row = (await t.api.get(`/movies/?ids=${id}`)).body.results[0];
    expect([row.id, row.creator]).toEqual([id, null]);
    expect((await t.api.get(`/movies/?creator=${user.id}`)).body.count).toBe(0);

    const edit = (token: string | undefined) =>
      t.api.patch(`/movies/${id}/`, { year: 1999 }, { token, headers: { 'if-match': tags[1]! } });
    expect((await edit(undefined)).status).toBe(401);
    expect((await edit(other.token)).status).toBe(403);
    expect((await t.api.delete(`/movies/${id}/`, { token: other.token })).status).toBe(403);
    const edited = await edit(admin.token);
    expect([edited.status, edited.body]).toMatchObject([200, { year: 1999, creator: null }]);
    expect((await t.api.delete(`/movies/${id}/`, { token: admin.token })).status).toBe(204);
  });

  test('what was queued for the mailbox is dropped, and not dead', async () => {
    const { user } = await someActiveUser();
    await t.dataSource.query('DELETE FROM mails');
    await someMovie(t.api, user);
    await t.api.post('/password/forgot/', { email: user.email });
    expect((await remove(user)).status).toBe(204);
    await someMovie(t.api, other);
    const worker = await t.another();
    const waiting = 'SELECT count(*) FROM mails WHERE dead_at IS NULL';
    while ((await t.dataSource.query(waiting))[0].count > 0) await sleep(20);
    await worker.close();
    expect((await t.dataSource.query('SELECT count(*) FROM mails'))[0].count).toBe(0);
    const folder = join(t.dataDir, 'mail');
    const mails = readdirSync(folder).map((name) => simpleParser(readFileSync(join(folder, name))));
    expect((await Promise.all(mails)).map(({ to }) => to)).toMatchObject([
      { value: [{ address: other.email }] },
    ]);
    expect(await rowsOf(user.id)).toEqual(NOTHING);
  });
});

describe('comments are locked in one order by all: the one above first, and before any count', () => {
  const LOCK = 'SELECT FROM comments WHERE id = $1 FOR NO KEY UPDATE';
  let user: TestUser;
  let movieId: number;
  let above: { id: number };
  beforeEach(async () => {
    user = await someUser(t.api);
    movieId = (await someMovie(t.api, other)).id;
    above = await someComment(t.api, other, movieId);
  });

  test('by the deletion of an account', async () => {
    const answered = await someComment(t.api, user, movieId);
    await someComment(t.api, user, movieId, { parent_id: above.id });
    const count = 'SELECT FROM movie_counts WHERE movie_id = $1 FOR NO KEY UPDATE NOWAIT';
    const status = await whileLocked(
      [LOCK, answered.id],
      () => remove(user),
      (query) => query(count, movieId),
    );
    expect([status, await wrong()]).toEqual([204, {}]);
  });

  test('by the deletion of a reply', async () => {
    const reply = await someComment(t.api, user, movieId, { parent_id: above.id });
    const status = await whileLocked(
      [LOCK, above.id],
      () => t.api.delete(`/comments/${reply.id}/`, { token: user.token }),
      (query) => query(`${LOCK} NOWAIT`, reply.id),
    );
    expect([status, await wrong()]).toEqual([204, {}]);
  });
});

describe(`${ROUNDS} times over two instances`, () => {
  let movies: number[];
  let theirs: number[];
  beforeAll(async () => {
    movies = [];
    theirs = [];
    for (let index = 0; index < 3; index += 1) movies.push((await someMovie(t.api, other)).id);
    for (const id of movies) theirs.push((await someComment(t.api, other, id)).id);
  });

  /** One request after the other, now here, now there, until `isOver`; answers the statuses. */
  async function keepOn(
    isOver: (answer: Answer) => boolean,
    acts: readonly ((api: Client) => Promise<Answer>)[],
  ): Promise<number[]> {
    const statuses: number[] = [];
    for (let turn = 0; turn < 500; turn += 1) {
      const answer = await acts[turn % acts.length]!(turn % 2 ? t.api : second.api);
      statuses.push(answer.status);
      if (isOver(answer)) break;
    }
    return statuses;
  }
  const say = ({ token }: TestUser, movieId: number, api: Client, parent_id?: number) =>
    api.post(`/movies/${movieId}/comments/`, { text: 'x', parent_id }, { token });
  const keyed = ({ token }: TestUser, movieId: number, api: Client) => {
    const headers = { 'idempotency-key': `key-${next()}` };
    return api.post(`/movies/${movieId}/comments/`, { text: 'x' }, { token, headers });
  };
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

  test('what the same user goes on doing', async () => {
    for (const round of rounds) {
      const user = await someUser(t.api);
      const { token } = user;
      const stopped = ({ status }: Answer): boolean => status === 401 || status >= 500;
      const doings = [0, 1, 2, 3].map((at) => {
        const id = movies[(round + at) % 3]!;
        const parent = theirs[(round + at) % 3]!;
        const acts = [
          (api: Client) => like(user, id, api),
          (api: Client) => say(user, id, api),
          (api: Client) => say(user, id, api, parent),
          (api: Client) => api.post('/movies/', { title: 'Last', genres: ['Race'] }, { token }),
          (api: Client) => api.delete(`/movies/${id}/like/`, { token }),
          (api: Client) => api.patch('/me/', { username: `renamed.${next()}` }, { token }),
          (api: Client) => keyed(user, id, api),
        ];
        return keepOn(stopped, [...acts.slice(at), ...acts.slice(0, at)]);
      });
      expect((await remove(user, undefined, round % 2 ? t.api : second.api)).status).toBe(204);
      for (const statuses of await Promise.all(doings)) {
        expect(statuses.filter((status) => status >= 500)).toEqual([]);
        expect(statuses.at(-1)).toBe(401);
      }
      expect(await rowsOf(user.id)).toEqual(NOTHING);
      expect(await wrong()).toEqual({});
    }
    const [{ count }] = await t.dataSource.query('SELECT count(*) FROM movies');
    expect((await t.api.get('/movies/')).body.count).toBe(count);
  });

  test('what others do on the same movies', async () => {
    for (const round of rounds) {
      const user = await someUser(t.api);
      const own: number[] = [];
      for (const [at, id] of movies.entries()) {
        await like(user, id);
        own.push((await someComment(t.api, user, id)).id);
        await someComment(t.api, user, id, { parent_id: theirs[at] });
      }
      const mine = (await someMovie(t.api, user)).id;
      const doomed = (await someMovie(t.api, other)).id;
      await like(user, doomed);
      const below = (await someComment(t.api, other, doomed)).id;
      await someComment(t.api, user, doomed, { parent_id: below });

      let over = false;
      const removal = remove(user, undefined, round % 2 ? t.api : second.api).finally(
        () => (over = true),
      );
      const doings = movies.map((id, at) => {
        const replyAndUnsay = async (api: Client): Promise<Answer> => {
          const reply = await say(other, id, api, own[at]);
          if (reply.status !== 201) return reply;
          return api.delete(`/comments/${reply.body.id}/`, { token: other.token });
        };
        const acts = [
          replyAndUnsay,
          (api: Client) => say(admin, id, api, own[at]),
          (api: Client) => like(admin, id, api),
          (api: Client) => api.patch(`/movies/${mine}/`, { year: 1999 }, { token: admin.token }),
          (api: Client) => say(other, id, api),
          (api: Client) => api.delete(`/movies/${id}/like/`, { token: admin.token }),
        ];
        return keepOn(() => over, [...acts.slice(at), ...acts.slice(0, at)]);
      });
      await sleep(Math.random() * 60);
      const doom = t.api.delete(`/movies/${doomed}/`, { token: other.token });
      expect([(await removal).status, (await doom).status]).toEqual([204, 204]);
      const statuses = new Set((await Promise.all(doings)).flat());
      expect([...statuses].filter((status) => ![200, 201, 204, 400].includes(status))).toEqual([]);
      expect(await rowsOf(user.id)).toEqual(NOTHING);
      expect(await wrong()).toEqual({});
    }
  });

  test('deleting it twice', async () => {
    for (const round of rounds) {
      const { user } = await someActiveUser();
      const answers = await Promise.all([remove(user), remove(user, undefined, second.api)]);
      const statuses = answers.map(({ status }) => status).sort();
      expect([round, statuses[0]]).toEqual([round, 204]);
      expect([204, 401]).toContain(statuses[1]);
      expect(await rowsOf(user.id)).toEqual(NOTHING);
    }
    expect(await wrong()).toEqual({});
  });

  test('two of whom one has answered the other, or each the other', async () => {
    for (const round of rounds) {
      const pair = [await someUser(t.api), await someUser(t.api)] as const;
      const id = movies[round % 3]!;
      for (let index = 0; index < 6; index += 1) {
        const [one, two] = index % 2 && round % 2 ? pair.toReversed() : pair;
        const parent_id = (await someComment(t.api, one, id)).id;
        await someComment(t.api, two, id, { parent_id });
        await like(one, movies[index % 3]!);
      }
      const answers = await Promise.all([remove(pair[0]), remove(pair[1], undefined, second.api)]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
      for (const user of pair) expect(await rowsOf(user.id)).toEqual(NOTHING);
      expect([round, await wrong()]).toEqual([round, {}]);
    }
  });
});

test('a reply that is deleted while the account above it goes leaves no tombstone', async () => {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, other);
  const held = (await someComment(t.api, user, id)).id; // where the deletion is made to wait
  const answered = (await someComment(t.api, user, id)).id;
  const reply = (await someComment(t.api, other, id, { parent_id: answered })).id;
  const status = await whileLocked(
    ['SELECT FROM comments WHERE id = $1 FOR UPDATE', held],
    () => remove(user),
    () => t.api.delete(`/comments/${reply}/`, { token: other.token }),
  );
  expect([status, (await comment(answered)).status]).toEqual([204, 404]);
});
