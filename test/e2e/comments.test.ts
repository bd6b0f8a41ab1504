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
