import pg from 'pg';
import type { Answer, Client } from '../support/client.js';
import {
  next,
  PASSWORD,
  someComment,
  someMovie,
  someUser,
  type TestUser,
} from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let other: Client;
let [ann, bob]: TestUser[] = [];
let movie: any;
let comment: any;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  other = (await t.another({ WORKER: 'off' })).api;
});
afterAll(() => t.close());
beforeEach(async () => {
  [ann, bob] = [await someUser(t.api), await someUser(t.api)];
  movie = await someMovie(t.api, ann, { title: `Tagged ${next()}`, genres: ['Tag'] });
  comment = await someComment(t.api, ann, movie.id);
});

type Headers = Record<string, string>;

const movieUrl = (): string => `/movies/${movie.id}/`;
const get = (path: string, who?: TestUser, headers: Headers = {}): Promise<Answer> =>
  t.api.get(path, { token: who?.token, headers });
const tagOf = ({ headers }: Answer): string => headers.get('etag')!;
const read = async (path: string, who?: TestUser): Promise<string> => tagOf(await get(path, who));
const like = ({ token }: TestUser): Promise<Answer> =>
  t.api.post(`${movieUrl()}like/`, undefined, { token });
const edit = (): Promise<Answer> =>
  t.api.patch(movieUrl(), { director: `Director ${next()}` }, { token: ann!.token });
const rename = (): Promise<Answer> =>
  t.api.patch('/me/', { username: `renamed${next()}` }, { token: ann!.token });
const kindOf = ({ status, body }: Answer): string => `${status} ${body.type.split('/').at(-2)}`;

/** What has a tag, what changes it, and whether only ann sees it. */
const PLACES: [string, () => string, () => Promise<unknown>, ('ann' | undefined)?][] = [
  ['a movie', () => movieUrl(), () => edit()],
  ['movies', () => '/movies/?page_size=5', () => edit()],
  ['movies by ids', () => `/movies/?ids=${movie.id}`, () => like(bob!)],
  ['movies by cursor', () => `/movies/?cursor=&creator=${ann!.id}`, () => rename()],
  ['a search', () => `/movies/search/?title=${movie.title.replace(' ', '+')}`, () => like(bob!)],
  ['a genre', () => '/movies/genre/?genre=tag', () => someComment(t.api, bob!, movie.id)],
  ['likes', () => `${movieUrl()}like/`, () => like(bob!)],
  ['likes by cursor', () => `${movieUrl()}like/?cursor=`, () => like(bob!)],
  ['comments', () => `${movieUrl()}comments/`, () => someComment(t.api, bob!, movie.id)],
  ['a comment', () => `/comments/${comment.id}/`, () => rename()],
  [
    'replies',
    () => `/comments/${comment.id}/replies/`,
    () => someComment(t.api, bob!, movie.id, { parent_id: comment.id }),
  ],
  [
    'own sessions',
    () => '/me/sessions/',
    () => t.api.post('/login/', { username: ann!.username, password: PASSWORD }),
    'ann',
  ],
  ['own movies', () => '/me/movies/', () => edit(), 'ann'],
  ['own likes', () => '/me/likes/', () => like(ann!), 'ann'],
  ['own comments', () => '/me/comments/', () => someComment(t.api, ann!, movie.id), 'ann'],
];

describe.each(PLACES)('the tag of %s', (_, path, change, only) => {
  const reader = (): TestUser | undefined => (only === 'ann' ? ann : undefined);
  const known = (value: string, method = 'GET'): Promise<Answer> =>
    t.api.send(method, path(), { token: reader()?.token, headers: { 'if-none-match': value } });

  test('is strong, stays while nothing changes, and spares the client what it has', async () => {
    const first = await get(path(), reader());
    const tag = tagOf(first);
    expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect(await read(path(), reader())).toBe(tag);
    for (const value of [tag, `W/${tag}`, `"x", W/"y,z" ,${tag},`, '*']) {
      const { status, text, headers } = await known(value);
      expect([value, status, text, tagOf({ headers } as Answer)]).toEqual([value, 304, '', tag]);
      for (const name of ['cache-control', 'vary']) {
        expect([name, headers.get(name)]).toEqual([name, first.headers.get(name)]);
      }
    }
    const kept = path().startsWith('/me/') ? 'no-store' : 'private, no-cache';
    expect(first.headers.get('cache-control')).toBe(kept);
    expect(first.headers.get('vary')).toMatch(/\bAuthorization\b/i);
    for (const value of ['"x"', `"x${tag.slice(1)}`, `"y", W/"x"`]) {
      const fresh = await known(value);
      expect([fresh.status, fresh.text, tagOf(fresh)]).toEqual([200, first.text, tag]);
    }
  });

  test('comes with 304 as it is, without the type and length of a body', async () => {
    const { headers } = await known('*');
    expect(headers.get('content-type')).toBeNull();
    // RFC 9110, 8.6: were there one, it would have to be the length of the answer spared.
    expect(headers.get('content-length')).toBeNull();
  });

  test('is the same with HEAD', async () => {
    const tag = await read(path(), reader());
    const head = await t.api.send('HEAD', path(), { token: reader()?.token });
    expect([head.status, head.text, tagOf(head)]).toEqual([200, '', tag]);
    const spared = await known(tag, 'HEAD');
    expect([spared.status, tagOf(spared)]).toEqual([304, tag]);
    expect((await known('"x"', 'HEAD')).status).toBe(200);
    expect((await known('x', 'HEAD')).status).toBe(200);
  });

  test('is another after a change, which no 304 hides', async () => {
    const before = await read(path(), reader());
    await change();
    const { status, headers } = await known(before);
    expect(status).toBe(200);
    expect(headers.get('etag')).not.toBe(before);
  });

  test('is not matched by what is no tag: the answer is the whole one', async () => {
    const first = await get(path(), reader());
    for (const value of ['', 'x', '"x', '*, "x"', `${tagOf(first)} x`]) {
      const { status, text, headers } = await known(value);
      expect([value, status, text]).toEqual([value, 200, first.text]);
      expect(headers.get('etag')).toBe(tagOf(first));
    }
  });
});

describe('the tag of a movie', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['an edit', () => edit()],
    ['a like of ones own', () => like(bob!)],
    ['a like of another', () => like(ann!)],
    ['a comment', () => someComment(t.api, ann!, movie.id)],
    ['the end of a comment', () => t.api.delete(`/comments/${comment.id}/`, ann)],
    ['another name of the creator', () => rename()],
    [
      'the end of the creator',
      () => t.api.delete('/me/', { token: ann!.token, json: { current_password: PASSWORD } }),
    ],
  ];
  test.each(changes)('is another after %s, for all readers', async (_, change) => {
    const readers = [bob, undefined];
    const before = await Promise.all(readers.map((reader) => get(movieUrl(), reader)));
    await change();
    for (const [index, reader] of readers.entries()) {
      const { status, text, headers } = await get(movieUrl(), reader, {
        'if-none-match': tagOf(before[index]!),
      });
      expect(status).toBe(200);
      expect(headers.get('etag')).not.toBe(tagOf(before[index]!));
      expect(text).not.toBe(before[index]!.text);
    }
  });

  test('is the one of before when a like is taken back', async () => {
    const before = await read(movieUrl(), bob);
    await like(bob!);
    await t.api.delete(`${movieUrl()}like/`, { token: bob!.token });
    expect(await read(movieUrl(), bob)).toBe(before);
  });

  test('tells readers apart that see something else, here and in lists', async () => {
    await like(bob!);
    for (const path of [movieUrl(), '/movies/', `${movieUrl()}like/`, '/movies/genre/?genre=tag']) {
      const tags = [await read(path, ann), await read(path, bob), await read(path)];
      expect([path, new Set(tags).size]).toEqual([path, 3]);
      const headers = { 'if-none-match': tags[0]! };
      expect((await get(path, bob, headers)).status).toBe(200);
      expect((await get(path, undefined, headers)).status).toBe(200);
    }
  });

  test('tells pages, orders and hosts apart', async () => {
    await someMovie(t.api, ann!);
    const of = `creator=${ann!.id}&page_size=1`;
    const first = await get(`/movies/?cursor=&${of}`);
    const paths = [
      `/movies/?${of}`,
      `/movies/?${of}&page=2`,
      `/movies/?${of}&ordering=title`,
      `/movies/?cursor=&${of}`,
      String(first.body.next).replace(t.api.origin, ''),
    ];
    const tags = await Promise.all(paths.map((path) => read(path)));
    const elsewhere = t.api.origin.replace('127.0.0.1', 'localhost');
    for (const path of [`/movies/?${of}`, movieUrl()]) {
      tags.push(await read(path), (await fetch(elsewhere + path)).headers.get('etag')!);
    }
    expect(new Set(tags).size).toBe(tags.length - 1); // the first page is there twice
  });

  test('costs no JSON where the client has it', async () => {
    for (const reader of [undefined, ann]) {
      const tag = await read(movieUrl(), reader);
      const query = jest.spyOn(pg.Client.prototype, 'query');
      const spared = await get(movieUrl(), reader, { 'if-none-match': `"x", ${tag}` });
      const calls = query.mock.calls as unknown as [{ text?: string; values: unknown[] }][];
      const reads = calls.filter(([{ text }]) => text?.includes('FROM movies'));
      query.mockRestore();
      expect([spared.status, reads.length]).toEqual([304, 1]);
      const [{ text, values }] = reads[0]!;
      const [row] = await t.dataSource.query(text!, values);
      expect(row).toEqual({ id: movie.id, tag: tag.slice(1, -1), json: null });
    }
  });
});

describe.each(['PATCH', 'DELETE'] as const)('If-Match with %s', (method) => {
  const done = method === 'PATCH' ? 200 : 204;
  const send = (ifMatch: string | undefined, who?: TestUser, path = movieUrl()): Promise<Answer> =>
    t.api.send(method, path, {
      token: who?.token,
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      ...(method === 'PATCH' ? { json: { title: 'Written', genres: [`New ${next()}`] } } : {}),
    });
  const isWritten = async (): Promise<boolean> => {
    const { status, body } = await get(movieUrl());
    return status === 404 || body.title === 'Written';
  };

  const current = (): Promise<string> => read(movieUrl(), ann);
  const otherTag = async (): Promise<string> => {
    const { id } = await someMovie(t.api, ann!);
    return read(`/movies/${id}/`, ann);
  };
  const before = async (change: () => Promise<unknown>): Promise<string> => {
    const tag = await current();
    await change();
    return tag;
  };
  const cases: [string, number, () => Promise<string | undefined> | string | undefined][] = [
    ['nothing', done, () => undefined],
    ['the tag of now', done, () => current()],
    ['the tag that the anonymous see', done, () => read(movieUrl())],
    ['the tag that somebody else sees', done, () => read(movieUrl(), bob)],
    ['the tag of before a like', done, () => before(() => like(bob!))],
    ['the tag of before a comment', done, () => before(() => someComment(t.api, bob!, movie.id))],
    ['the tag of before another name of the creator', done, () => before(() => rename())],
    ['*', done, () => '*'],
    [
      'a list with the right tag',
      done,
      async () => `"x", ${await otherTag()} ,${await current()},`,
    ],
    ['the tag of before an edit', 412, () => before(() => edit())],
    ['the right tag as a weak one', 412, async () => `W/${await current()}`],
    ['the tag of another movie', 412, () => otherTag()],
    ['the tag of a list', 412, () => read('/movies/')],
    ['a list of wrong tags', 412, async () => `"x", W/${await current()}, ${await otherTag()}`],
    ['the version alone', 412, () => '"1"'],
    ['a tag with a version beyond all', 412, () => `"${movie.id}.99999999999999999999-x"`],
    ['a tag of nothing', 412, () => '""'],
    ['no value', 400, () => ''],
    ['a tag without quotes', 400, async () => (await current()).slice(1, -1)],
    ['a tag that does not end', 400, async () => (await current()).slice(0, -1)],
    ['* among tags', 400, async () => `*, ${await current()}`],
    ['tags without commas', 400, async () => `${await current()} ${await current()}`],
  ];
  test.each(cases)('%s: %i', async (_, status, value) => {
    const ifMatch = await value();
    const genres = 'SELECT count(*)::int AS n FROM genres';
    const [{ n }] = await t.dataSource.query(genres);
    const { text } = await get(movieUrl());
    const answer = await send(ifMatch, ann);
    expect(answer.status).toBe(status);
    expect(await isWritten()).toBe(status === done);
    if (status === done) return;
    expect(kindOf(answer)).toMatch(/(?:precondition-failed|malformed-request)$/);
    expect((await get(movieUrl())).text).toBe(text);
    expect((await t.dataSource.query(genres))[0].n).toBe(n);
  });

  test('comes after who may do it, and whether it is there', async () => {
    const stale = await before(() => edit());
    for (const ifMatch of [stale, 'rubbish', '*']) {
      expect((await send(ifMatch)).status).toBe(401);
      expect(kindOf(await send(ifMatch, bob))).toBe('403 forbidden');
      expect(kindOf(await send(ifMatch, ann, '/movies/999999/'))).toBe('404 not-found');
    }
    expect(await isWritten()).toBe(false);
  });
});

describe('a writer', () => {
  const patch = (ifMatch: string, json: unknown, api = t.api): Promise<Answer> =>
    api.patch(movieUrl(), json, { token: ann!.token, headers: { 'if-match': ifMatch } });
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();

  test('goes on with the tags that POST and PATCH answer with', async () => {
    const created = await t.api.post('/movies/', { title: 'New' }, { token: ann!.token });
    movie = created.body;
    let answer = created;
    for (const title of ['One', 'Two', 'Three']) {
      expect(tagOf(answer)).toBe(await read(movieUrl(), ann));
      answer = await patch(tagOf(answer), { title });
      expect([answer.status, answer.body.title]).toEqual([200, title]);
      expect(tagOf(answer)).not.toBe(tagOf(created));
    }
    expect((await patch(tagOf(created), { title: 'Four' })).status).toBe(412);
  });

  test('who changes nothing is told too, and alters no tag', async () => {
    const [stale] = [await read(movieUrl(), ann), await edit()];
    expect(kindOf(await patch(stale, {}))).toBe('412 precondition-failed');
    const tag = await read(movieUrl(), ann);
    const empty = await patch(tag, {});
    expect([empty.status, tagOf(empty)]).toEqual([200, tag]);
  });

  test('of ten at the same instant over two instances, one wins, twenty times over', async () => {
    for (let round = 0; round < 20; round += 1) {
      const tag = await read(movieUrl(), ann);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          patch(tag, { title: `Writer ${index}` }, index % 2 ? other : t.api),
        ),
      );
      expect(statuses(answers)).toEqual([200, ...Array<number>(9).fill(412)]);
      const winner = answers.findIndex(({ status }) => status === 200);
      expect((await get(movieUrl())).body.title).toBe(`Writer ${winner}`);
    }
  });

  test('and one who deletes, with the same tag: one of them wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      movie = await someMovie(t.api, ann!);
      const headers = { 'if-match': await read(movieUrl(), ann) };
      const [written, deleted] = await Promise.all([
        patch(headers['if-match'], { title: 'Written' }, round % 2 ? other : t.api),
        other.delete(movieUrl(), { token: ann!.token, headers }),
      ]);
      expect(written.status === 200 ? [200, 412] : [404, 204]).toEqual([
        written.status,
        deleted.status,
      ]);
      expect((await get(movieUrl())).status).toBe(written.status);
    }
  });
});
