/* oxlint-disable eslint/max-lines -- one resource, from its creation to its races */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/client.js';
import { someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp();
  user = await someUser(t.api);
});
afterAll(() => t.close());

const list = async (movieId: number, query = ''): Promise<any> =>
  (await t.api.get(`/movies/${movieId}/comments/${query}`)).body;
const commentCount = async (movieId: number): Promise<number> =>
  (await t.api.get(`/movies/${movieId}/`)).body.comment_count;
const remove = (id: number, token = user.token) => t.api.delete(`/comments/${id}/`, { token });

test('a comment has all its fields, and is trimmed and NFC', async () => {
  const { id } = await someMovie(t.api, user);
  const comment = await someComment(t.api, user, id, { text: '  Ame\u0301lie "quoted" \\ <b>\n ' });
  expect(comment).toEqual({
    id: expect.any(Number),
    movie_id: id,
    author: { id: user.id, username: user.username },
    text: 'Amélie "quoted" \\ <b>',
    parent_id: null,
    reply_count: 0,
    created_at: expect.stringMatching(/Z$/),
    edited_at: null,
  });
  expect((await list(id)).results).toEqual([comment]);
  expect(await commentCount(id)).toBe(1);
});

test('latest first, or oldest first; top-level only; pages', async () => {
  const { id } = await someMovie(t.api, user);
  const ids: number[] = [];
  for (let index = 0; index < 5; index += 1) ids.push((await someComment(t.api, user, id)).id);
  await someComment(t.api, user, id, { parent_id: ids[0] });
  const idsOf = ({ results }: { results: { id: number }[] }): number[] =>
    results.map((row) => row.id);
  expect(idsOf(await list(id, '?ordering=created_at'))).toEqual(ids);
  expect(idsOf(await list(id))).toEqual(ids.toReversed());
  const page = await list(id, '?page_size=2&page=3');
  expect([page.count, idsOf(page), page.next]).toEqual([5, [ids[0]], null]);
  expect(await commentCount(id)).toBe(6);
});

test('a reply answers a comment of the same movie, one level deep', async () => {
  const { id } = await someMovie(t.api, user);
  const other = await someMovie(t.api, user);
  const parent = await someComment(t.api, user, id);
  const reply = await someComment(t.api, user, id, { parent_id: parent.id });
  expect(reply.parent_id).toBe(parent.id);
  expect((await list(id)).results[0].reply_count).toBe(1);
  const elsewhere = await someComment(t.api, user, other.id);
  for (const parent_id of [reply.id, elsewhere.id, 999_999]) {
    const answer = await t.api.post(
      `/movies/${id}/comments/`,
      { text: 'x', parent_id },
      { token: user.token },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe('parent_id');
  }
});

test('a movie that is not there is 404, with a parent too', async () => {
  const { id } = await someMovie(t.api, user);
  const parent = await someComment(t.api, user, id);
  expect((await t.api.get('/movies/999999/comments/')).status).toBe(404);
  for (const body of [{ text: 'x' }, { text: 'x', parent_id: parent.id }]) {
    expect((await t.api.post('/movies/999999/comments/', body, { token: user.token })).status).toBe(
      404,
    );
  }
});

test('a deleted comment is gone; one with replies leaves its tombstone', async () => {
  const { id } = await someMovie(t.api, user);
  const alone = await someComment(t.api, user, id);
  const parent = await someComment(t.api, user, id);
  const reply = await someComment(t.api, user, id, { parent_id: parent.id });
  expect((await remove(alone.id)).status).toBe(204);
  expect((await remove(alone.id)).status).toBe(404);
  expect((await remove(parent.id)).status).toBe(204);
  const { count, results } = await list(id);
  expect(count).toBe(1);
  expect(results[0]).toMatchObject({ id: parent.id, text: null, author: null, reply_count: 1 });
  expect(await commentCount(id)).toBe(1);
  // A tombstone is deleted already, and answers nobody.
  expect((await remove(parent.id)).status).toBe(404);
  const late = await t.api.post(
    `/movies/${id}/comments/`,
    { text: 'x', parent_id: parent.id },
    { token: user.token },
  );
  expect(late.status).toBe(400);
  // With its last reply it goes as well.
  expect((await remove(reply.id)).status).toBe(204);
  expect((await list(id)).count).toBe(0);
  expect(await commentCount(id)).toBe(0);
});

test("the movie's creator is not the comment's owner", async () => {
  const author = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  const comment = await someComment(t.api, author, id);
  expect((await remove(comment.id, user.token)).status).toBe(403);
  expect((await remove(comment.id, author.token)).status).toBe(204);
});

test('replying to a comment while it is deleted, many times, keeps every count exact', async () => {
  const { id } = await someMovie(t.api, user);
  for (let round = 0; round < 15; round += 1) {
    const parent = await someComment(t.api, user, id);
    const reply = { text: 'x', parent_id: parent.id };
    const work = [
      t.api.post(`/movies/${id}/comments/`, reply, { token: user.token }),
      remove(parent.id),
      t.api.post(`/movies/${id}/comments/`, reply, { token: user.token }),
    ];
    const [first, removed, second] = await Promise.all(round % 2 ? work.reverse() : work);
    expect([201, 400]).toContain(first!.status);
    expect(removed!.status).toBe(204);
    expect([201, 400]).toContain(second!.status);
  }
  const [row] = await t.dataSource.query(
    `SELECT comment_count, (SELECT count(*) FROM comments WHERE movie_id = $1 AND text IS NOT NULL) AS texts,
       (SELECT count(*) FROM comments AS parent WHERE movie_id = $1 AND reply_count <>
         (SELECT count(*) FROM comments AS reply WHERE reply.parent_id = parent.id)) AS wrong,
       (SELECT count(*) FROM comments WHERE movie_id = $1 AND text IS NULL AND reply_count = 0) AS stranded
     FROM movie_counts WHERE movie_id = $1`,
    [id],
  );
  expect(row.comment_count).toBe(row.texts);
  expect([row.wrong, row.stranded]).toEqual([0, 0]);
});

const one = (id: number | string, api = t.api) => api.get(`/comments/${id}/`);
const edit = (id: number | string, json: unknown, token: string | undefined, api = t.api) =>
  api.patch(`/comments/${id}/`, json, { token });
/** A comment that was deleted and has a reply. */
async function someTombstone(movieId: number): Promise<{ id: number; reply: any }> {
  const { id } = await someComment(t.api, user, movieId);
  const reply = await someComment(t.api, user, movieId, { parent_id: id });
  await remove(id);
  return { id, reply };
}
const NO_IDS = '999999 0 -1 1e3 1.5 x %00 9223372036854775808'.split(' ');

describe('reading one', () => {
  test('answers what creating it did; of a reply too', async () => {
    const { id } = await someMovie(t.api, user);
    const parent = await someComment(t.api, user, id);
    const reply = await someComment(t.api, user, id, { parent_id: parent.id });
    const { status, body, headers } = await one(parent.id);
    expect([status, body]).toEqual([200, { ...parent, reply_count: 1 }]);
    expect((await one(reply.id)).body).toEqual(reply);
    const known = { headers: { 'if-none-match': headers.get('etag')! } };
    expect((await t.api.get(`/comments/${parent.id}/`, known)).status).toBe(304);
    await edit(parent.id, { text: 'another' }, user.token);
    expect((await t.api.get(`/comments/${parent.id}/`, known)).status).toBe(200);
  });

  test('of a tombstone has its place, and neither text nor author nor time of an edit', async () => {
    const { id } = await someMovie(t.api, user);
    const comment = await someComment(t.api, user, id);
    await edit(comment.id, { text: 'edited' }, user.token);
    await someComment(t.api, user, id, { parent_id: comment.id });
    await remove(comment.id);
    const { status, body } = await one(comment.id);
    expect([status, body]).toEqual([
      200,
      { ...comment, text: null, author: null, reply_count: 1, edited_at: null },
    ]);
  });

  test.each(NO_IDS)('%s is 404', async (id) => {
    expect((await one(id)).status).toBe(404);
    expect((await t.api.get(`/comments/${id}/replies/`)).status).toBe(404);
    expect((await edit(id, { text: 'x' }, user.token)).status).toBe(404);
  });
});

describe('replies', () => {
  const replies = async (id: number, query = ''): Promise<any> =>
    (await t.api.get(`/comments/${id}/replies/${query}`)).body;

  test('are listed latest first, or oldest first, in pages; theirs alone', async () => {
    const { id } = await someMovie(t.api, user);
    const parent = await someComment(t.api, user, id);
    const beside = await someComment(t.api, user, id);
    const rows: any[] = [];
    for (let index = 0; index < 5; index += 1) {
      rows.push(await someComment(t.api, user, id, { parent_id: parent.id }));
      await someComment(t.api, user, id, { parent_id: beside.id });
    }
    const all = await replies(parent.id);
    expect([all.count, all.results]).toEqual([5, rows.toReversed()]);
    expect((await replies(parent.id, '?ordering=-created_at')).results).toEqual(rows.toReversed());
    expect((await replies(parent.id, '?ordering=created_at')).results).toEqual(rows);
    const page = await replies(parent.id, '?ordering=created_at&page_size=2&page=3');
    expect([page.count, page.results, page.next]).toEqual([5, [rows[4]], null]);
    await remove(rows[0].id);
    const rest = await replies(parent.id, '?ordering=created_at');
    expect([rest.count, rest.results]).toEqual([4, rows.slice(1)]);
  });

  test('of a reply are none; of a tombstone those that it has kept', async () => {
    const { id } = await someMovie(t.api, user);
    const tombstone = await someTombstone(id);
    expect(await replies(tombstone.reply.id)).toMatchObject({ count: 0, results: [] });
    expect(await replies(tombstone.id)).toMatchObject({ count: 1, results: [tombstone.reply] });
    await remove(tombstone.reply.id);
    expect((await t.api.get(`/comments/${tombstone.id}/replies/`)).status).toBe(404);
  });
});

describe('changing one', () => {
  test('sets text and edited_at, trimmed and NFC, and nothing else', async () => {
    const { id } = await someMovie(t.api, user);
    const comments = [await someComment(t.api, user, id), await someComment(t.api, user, id)];
    const [comment] = comments;
    await someComment(t.api, user, id, { parent_id: comment.id });
    const { status, body } = await edit(comment.id, { text: ' Ame\u0301lie\n ' }, user.token);
    expect([status, body]).toEqual([
      200,
      { ...comment, text: 'Amélie', reply_count: 1, edited_at: expect.stringMatching(/Z$/) },
    ]);
    expect(body.edited_at > comment.created_at).toBe(true);
    expect((await one(comment.id)).body).toEqual(body);
    const ids = (await list(id)).results.map((row: { id: number }) => row.id);
    expect(ids).toEqual([comments[1].id, comment.id]); // an edit is no reason to stand first
    expect(await commentCount(id)).toBe(3);
    const again = await edit(comment.id, { text: 'Amélie' }, user.token);
    expect(again.body.edited_at >= body.edited_at).toBe(true);
  });

  test('a reply stays one', async () => {
    const { id } = await someMovie(t.api, user);
    const parent = await someComment(t.api, user, id);
    const reply = await someComment(t.api, user, id, { parent_id: parent.id });
    const { body } = await edit(reply.id, { text: 'edited' }, user.token);
    expect(body).toMatchObject({ id: reply.id, text: 'edited', parent_id: parent.id });
    expect((await one(parent.id)).body.reply_count).toBe(1);
  });

  test('is for its author alone: not for admins, strangers, or who made the movie', async () => {
    const [author, admin] = [await someUser(t.api), await someUser(t.api)];
    await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
    const { id } = await someMovie(t.api, user);
    const comment = await someComment(t.api, author, id);
    for (const { token } of [admin, user, await someUser(t.api)]) {
      for (const json of [{ text: 'not mine' }, {}, { text: 5 }]) {
        expect((await edit(comment.id, json, token)).status).toBe(403);
      }
    }
    expect((await edit(comment.id, { text: 'x' }, undefined)).status).toBe(401);
    expect((await one(comment.id)).body).toEqual(comment);
  });

  test('a tombstone is 404, for its author as was and for admins', async () => {
    const { id } = await someMovie(t.api, user);
    const tombstone = await someTombstone(id);
    const admin = await someUser(t.api);
    await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
    for (const { token } of [user, admin]) {
      expect((await edit(tombstone.id, { text: 'back' }, token)).status).toBe(404);
    }
    expect((await one(tombstone.id)).body).toMatchObject({ text: null, edited_at: null });
  });

  test.each<[string, object, string[]]>([
    ['nothing', {}, ['text']],
    ['null', { text: null }, ['text']],
    ['a blank text', { text: ' \n' }, ['text']],
    ['a text that is too long', { text: 'x'.repeat(5001) }, ['text']],
    ['another parent', { text: 'x', parent_id: 1 }, ['parent_id']],
    ['no parent', { text: 'x', parent_id: null }, ['parent_id']],
    ['another movie', { text: 'x', movie_id: 1 }, ['movie_id']],
    ['another author', { text: 'x', author: { id: 1 } }, ['author']],
    ['another time', { text: 'x', created_at: '2000-01-01T00:00:00Z' }, ['created_at']],
    ['the time of an edit', { text: 'x', edited_at: null }, ['edited_at']],
    ['a count', { text: 'x', reply_count: 5 }, ['reply_count']],
    ['an unknown field', { text: 'x', title: 'x' }, ['title']],
    ['several at once', { parent_id: 1, txt: 'x' }, ['parent_id', 'text', 'txt']],
  ])('to %s is 400 on that field', async (_, json, fields) => {
    const { id } = await someMovie(t.api, user);
    const comment = await someComment(t.api, user, id);
    const { status, body } = await edit(comment.id, json, user.token);
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(fields);
    expect((await one(comment.id)).body).toEqual(comment);
  });
});

describe('20 times over two instances', () => {
  const ROUNDS = Array.from({ length: 20 }, (_, round) => round);
  let second: Awaited<ReturnType<TestApp['another']>>;
  let movieId: number;
  beforeAll(async () => {
    second = await t.another({ WORKER: 'off' });
    movieId = (await someMovie(t.api, user)).id;
  });
  afterAll(() => second.close());

  /** Everything that could be wrong about the movie's comments; empty where nothing is. */
  const wrong = async (): Promise<object> => {
    const [row] = await t.dataSource.query(
      `WITH these AS (SELECT * FROM comments WHERE movie_id = $1) SELECT
         (SELECT comment_count FROM movie_counts WHERE movie_id = $1)
           - (SELECT count(*) FROM these WHERE text IS NOT NULL) AS comment_count,
         (SELECT count(*) FROM these AS parent WHERE reply_count <>
           (SELECT count(*) FROM these AS reply WHERE reply.parent_id = parent.id)) AS reply_count,
         (SELECT count(*) FROM these WHERE text IS NULL AND reply_count = 0) AS stranded,
         (SELECT count(*) FROM these WHERE (text IS NULL) <> (author_id IS NULL)) AS halves,
         (SELECT count(*) FROM these WHERE text IS NULL AND edited_at IS NOT NULL) AS edited`,
      [movieId],
    );
    return Object.fromEntries(Object.entries<number>(row).filter(([, count]) => count !== 0));
  };

  test.each(['with a reply', 'without one'])('deleting one that is edited, %s', async (name) => {
    const seen = new Set<number>();
    for (const round of ROUNDS) {
      const { id } = await someComment(t.api, user, movieId);
      if (name === 'with a reply') await someComment(t.api, user, movieId, { parent_id: id });
      const [here, there] = round % 2 ? [t.api, second.api] : [second.api, t.api];
      const edits = Array.from({ length: 4 }, (_, at) =>
        edit(id, { text: `edit ${at}` }, user.token, at % 2 ? here : there),
      );
      // At another moment each time: before them, among them, behind some.
      if (round % 4 > 1) await edits[round % 4];
      const removed = await here.delete(`/comments/${id}/`, { token: user.token });
      expect(removed.status).toBe(204);
      for (const { status } of await Promise.all(edits)) {
        expect([200, 404]).toContain(status);
        seen.add(status);
      }
      const late = await one(id, there);
      if (name === 'with a reply') {
        expect(late.body).toMatchObject({ text: null, author: null, edited_at: null });
      } else expect(late.status).toBe(404);
      expect(await wrong()).toEqual({});
    }
    expect([...seen].sort()).toEqual([200, 404]); // else they never met
  });

  test('deleting one that is answered', async () => {
    const seen = new Set<number>();
    for (const round of ROUNDS) {
      const { id } = await someComment(t.api, user, movieId);
      const [here, there] = round % 2 ? [t.api, second.api] : [second.api, t.api];
      const answers = Array.from({ length: 4 }, (_, at) =>
        (at % 2 ? here : there).post(
          `/movies/${movieId}/comments/`,
          { text: 'x', parent_id: id },
          { token: user.token },
        ),
      );
      if (round % 4 > 1) await answers[round % 4];
      const removed = await here.delete(`/comments/${id}/`, { token: user.token });
      expect(removed.status).toBe(204);
      const replies = await Promise.all(answers);
      for (const { status } of replies) {
        expect([201, 400]).toContain(status);
        seen.add(status);
      }
      const kept = replies.filter(({ status }) => status === 201);
      const late = await one(id, there);
      if (kept.length === 0) expect(late.status).toBe(404);
      else expect(late.body).toMatchObject({ text: null, reply_count: kept.length });
      expect(await wrong()).toEqual({});
      // And the replies go again all at once, the last with the tombstone.
      const goes = await Promise.all(
        kept.map(({ body }, at) =>
          (at % 2 ? here : there).delete(`/comments/${body.id}/`, { token: user.token }),
        ),
      );
      expect(goes.map(({ status }) => status)).toEqual(kept.map(() => 204));
      expect((await one(id, there)).status).toBe(404);
    }
    expect(await wrong()).toEqual({});
    expect([...seen].sort()).toEqual([201, 400]);
  });
});

describe('a request that has to wait for the comment', () => {
  let movieId: number;
  beforeAll(async () => {
    movieId = (await someMovie(t.api, user)).id;
  });

  /** Somebody changes a comment and commits only when the request is waiting for it. */
  async function whileChanged(
    id: number,
    change: [string, unknown[]],
    request: () => Promise<Answer>,
  ): Promise<Answer> {
    const runner = t.dataSource.createQueryRunner();
    const waiting = `SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    try {
      await runner.query('BEGIN');
      await runner.query('SELECT FROM comments WHERE id = $1 FOR UPDATE', [id]);
      await runner.query(...change);
      const under = request();
      while ((await t.dataSource.query(waiting))[0].count === 0) await sleep(5);
      await runner.query('COMMIT');
      return await under;
    } finally {
      await runner.release();
    }
  }
  const post = (parent_id: number) =>
    t.api.post(`/movies/${movieId}/comments/`, { text: 'x', parent_id }, { token: user.token });
  const insert = `INSERT INTO comments (movie_id, author_id, text, parent_id)
    SELECT movie_id, author_id, 'x', id FROM comments WHERE id = $1`;

  test('a reply to what is then deleted is 400', async () => {
    const { id } = await someComment(t.api, user, movieId);
    const gone: [string, unknown[]] = ['DELETE FROM comments WHERE id = $1', [id]];
    const answer = await whileChanged(id, gone, () => post(id));
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, 'parent_id']);
  });

  test('a reply to what is then a tombstone is 400', async () => {
    const { id } = await someComment(t.api, user, movieId);
    await post(id);
    const empty = 'UPDATE comments SET text = NULL, author_id = NULL WHERE id = $1';
    expect((await whileChanged(id, [empty, [id]], () => post(id))).status).toBe(400);
    expect((await one(id)).body).toMatchObject({ text: null, reply_count: 1 });
  });

  test('deleting what then has its first reply leaves the tombstone', async () => {
    const { id } = await someComment(t.api, user, movieId);
    expect((await whileChanged(id, [insert, [id]], () => remove(id))).status).toBe(204);
    expect((await one(id)).body).toMatchObject({ text: null, author: null, reply_count: 1 });
  });

  test('deleting what then has lost its last reply leaves nothing', async () => {
    const { id } = await someComment(t.api, user, movieId);
    const last = (await post(id)).body.id as number;
    const gone: [string, unknown[]] = ['DELETE FROM comments WHERE id = $1', [last]];
    expect((await whileChanged(id, gone, () => remove(id))).status).toBe(204);
    expect((await one(id)).status).toBe(404);
  });

  test('changing what is then a tombstone, or gone, is 404', async () => {
    const changes = ['DELETE FROM comments', 'UPDATE comments SET text = NULL, author_id = NULL'];
    for (const [at, change] of changes.entries()) {
      const { id } = await someComment(t.api, user, movieId);
      if (at === 1) await post(id);
      const answer = await whileChanged(id, [`${change} WHERE id = $1`, [id]], () =>
        edit(id, { text: 'late' }, user.token),
      );
      expect([at, answer.status]).toEqual([at, 404]);
    }
  });
});
