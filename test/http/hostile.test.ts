import { connect } from 'node:net';
import type { Answer } from '../support/client.js';
import { next, PASSWORD, someComment, someMovie, someUser } from '../support/factories.js';
import { checkAgainstDocument } from '../support/openapi.js';
import { parsed } from '../support/raw-answer.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  BAD_REQUEST_IDS,
  GOOD_REQUEST_IDS,
  READABLE,
  ROWS,
  WIRE_ROWS,
  WITH_SLASH,
  type Row,
  type Scene,
  type WireRow,
} from './hostile.cases.js';

let t: TestApp;
let scene: Scene;
/** Rows of each table before the first request. */
let before: Record<string, number>;
/** What the requests of this file were told is stored. */
const stored: Record<string, number> = { movies: 0, users: 0, comments: 0, likes: 0 };
/** Paths of the `type`s that came along. */
const types = new Set<string>();

beforeAll(async () => {
  t = await startTestApp();
  const user = await someUser(t.api);
  const movie = async (fields: Record<string, unknown> = {}): Promise<number> =>
    (await someMovie(t.api, user, fields)).id;
  const comment = async (movieId: number, fields = {}): Promise<number> =>
    (await someComment(t.api, user, movieId, fields)).id;
  const ids = {
    movie: await movie(),
    canvas: await movie({ title: 'Canvas' }),
    dated: await movie({ release_date: '1999-03-31' }),
    famous: await movie({ imdb_id: 'tt0068646' }),
    spare: await movie(),
  };
  for (const title of ['100% pure_gold', '( [ *', '\\ \' "', 'Movie of signs']) {
    await movie({ title, genres: ['Signs'] });
  }
  const top = await comment(ids.movie);
  const tombstone = await comment(ids.movie);
  await comment(ids.movie, { parent_id: tombstone });
  await t.api.delete(`/comments/${tombstone}/`, { token: user.token });
  await t.api.post(`/movies/${ids.movie}/like/`, undefined, { token: user.token });
  scene = {
    ...ids,
    user,
    comment: top,
    reply: await comment(ids.movie, { parent_id: top }),
    foreign: await comment(ids.dated),
    tombstone,
    spareComment: await comment(ids.spare),
  };
  before = await counts();
});
afterAll(() => t.close());

async function counts(): Promise<Record<string, number>> {
  const [row] = await t.dataSource.query(`
    SELECT (SELECT count(*) FROM movies) AS movies, (SELECT count(*) FROM users) AS users,
      (SELECT count(*) FROM comments) AS comments, (SELECT count(*) FROM likes) AS likes`);
  return row;
}

/** Fills in the ids of the scene, and where the server is. */
const filled = (text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === 'host') return new URL(t.api.origin).host;
    const id = (scene as unknown as Record<string, unknown>)[name];
    return typeof id === 'number' ? String(id) : whole;
  });

/** What a problem never says: traces, SQL, and the words of drivers and frameworks. */
const INNER = new RegExp(
  [
    String.raw`\n|\bat \S+:\d+|node_modules|\.[jt]s\b|\[object|\bundefined\b|\bNaN\b`,
    String.raw`\b(?:select|insert into|update|delete) .*\b(?:from|values|set)\b|relation "`,
    String.raw`sqlstate|postgres|typeorm|queryfailed|\bpg\b|\bconstraint\b|syntax error`,
    String.raw`out of range|unexpected token|in JSON at|\b(?:FST|HPE|ERR)_|fastify|nestjs`,
    String.raw`TypeError|RangeError`,
  ].join('|'),
  'i',
);

/** Every error of the API has this form, whatever caused it. */
function expectProblem(answer: Answer, row: Pick<Row, 'errors' | 'detail'>, path?: string): void {
  const { body, headers, status } = answer;
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json(?:; charset=utf-8)?$/);
  const optional = row.errors === undefined ? [] : ['errors'];
  const members = ['detail', 'instance', 'request_id', 'status', 'title', 'type', ...optional];
  expect(Object.keys(body).sort()).toEqual(members.sort());
  expect(body.status).toBe(status);
  expect(body.request_id).toBe(headers.get('x-request-id'));
  expect(body.title).toMatch(/^[A-Z][\w ]+$/);
  expect(body.type).toMatch(/^http:\/\/[\w.:[\]-]+\/problems\/[a-z-]+\/$/);
  types.add(new URL(body.type).pathname);
  if (path === undefined) expect(body.instance).toMatch(/^\//);
  else expect(body.instance).toBe(path);
  expectFieldErrors(body.errors ?? [], row.errors ?? {});
  expect(body.detail).toMatch(row.detail ?? /\S/);
  for (const text of [body.title, body.detail]) expect(text).not.toMatch(INNER);
}

function expectFieldErrors(
  errors: { field: string; message: string }[],
  wanted: Record<string, RegExp>,
): void {
  expect(errors.map(({ field }) => field).sort()).toEqual(Object.keys(wanted).sort());
  for (const error of errors) {
    expect(Object.keys(error)).toEqual(['field', 'message']);
    expect(error.message).toMatch(new RegExp(filled(wanted[error.field]!.source)));
    expect(error.message).not.toMatch(INNER);
  }
}

/** What holds for the answer to any row. */
function expectAnswer(answer: Answer, row: Row | WireRow, verb?: string, path?: string): void {
  const { status, headers, body, text } = answer;
  const statuses = [row.status].flat();
  if (!statuses.includes(status)) {
    const line = t.logged.find((it) => it['error'] && it['request_id'] === body.request_id);
    const cause = line === undefined ? '' : (line['error'] as string).slice(0, 400);
    throw new Error(
      `Expected ${statuses.join(' or ')}, got ${status}: ${text.slice(0, 500)} ${cause}`,
    );
  }
  expect(headers.get('x-request-id')).toMatch(/^[\x21-\x7e]+$/);
  for (const [name, value] of Object.entries(row.answers ?? {})) {
    expect(headers.get(name)).toMatch(value);
  }
  if (verb === 'HEAD') expect(text).toBe('');
  else if (status >= 400) expectProblem(answer, row, path);
  else if (row.body) expect(body).toMatchObject(row.body);
}

/** The table in which a path's objects are. */
const TABLES: Record<string, string> = {
  movies: 'movies',
  register: 'users',
  comments: 'comments',
  like: 'likes',
};

function noteStored(verb: string, path: string, status: number): void {
  if (verb !== 'POST' || status !== 201) return;
  const table = TABLES[/(\w+)\/?$/.exec(path)?.[1] ?? ''];
  if (table !== undefined) stored[table]! += 1;
}

async function someSession(): Promise<string> {
  const { username } = scene.user;
  return (await t.api.post('/login/', { username, password: PASSWORD })).body.token;
}

async function tryRow(row: Row): Promise<void> {
  const [verb = '', address = ''] = filled(row.request).split(/ (.*)/s);
  const [path = ''] = address.split('?');
  const reading = verb === 'GET' || verb === 'HEAD';
  const bare = reading || row.anonymous || row.headers?.['authorization'] !== undefined;
  const token = row.ownSession ? await someSession() : scene.user.token;
  const answer = await t.api.send(verb, address, {
    json: typeof row.json === 'function' ? (row.json as (it: Scene) => object)(scene) : row.json,
    ...(row.raw === undefined ? {} : { raw: row.raw }),
    ...(row.headers === undefined ? {} : { headers: row.headers }),
    ...(bare ? {} : { token }),
  });
  noteStored(verb, path, answer.status);
  expectAnswer(answer, row, verb, path);
}

/** Sends bytes as they are; answers what came back until the server closed. */
async function responses(wire: Uint8Array, halfClose = false): Promise<string> {
  const { hostname, port } = new URL(t.api.origin);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(8000, () => reject(new Error('The connection is still open')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => resolve());
    socket.on('error', () => undefined); // the server may close before it has read everything
    socket.write(Buffer.from(filled(Buffer.from(wire).toString('latin1')), 'latin1'));
    if (halfClose) socket.end();
  }).finally(() => socket.destroy());
  return Buffer.concat(chunks).toString('utf8');
}

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  test.each(rows.map((row) => [row.request.slice(0, 60), row.name, row] as const))(
    '%s: %s',
    (__, ___, row) => tryRow(row),
  );
});

describe('on the wire', () => {
  test.each(WIRE_ROWS.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const answer = parsed(await responses(row.wire, row.halfClose));
    expectAnswer(answer, row);
    const request = Buffer.from(row.wire).toString('latin1');
    const [, verb, path] = /^(GET|POST) (\/\S*) HTTP\/1\.1\r\n/.exec(request) ?? [];
    if (verb !== undefined) checkAgainstDocument(verb, path!, answer);
  });

  test('of two requests in one packet the second may be broken', async () => {
    const good = `GET /movies/${scene.movie}/ HTTP/1.1\r\nHost: {host}\r\n\r\n`;
    const bad = 'GET /movies/?page=%zz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n';
    const [one = '', other = ''] = (await responses(Buffer.from(good + bad))).split(
      /(?<=})(?=HTTP)/,
    );
    expect(parsed(one)).toMatchObject({ status: 200, body: { id: scene.movie } });
    expect(parsed(other).status).toBe(400);
    expectProblem(parsed(other), {}, '/movies/');
  });
});

describe('X-Request-Id', () => {
  const send = (id: string, path: string): Promise<Answer> =>
    t.api.get(path, { headers: { 'x-request-id': id } });

  test.each(GOOD_REQUEST_IDS)('%s is kept', async (id) => {
    for (const path of ['/movies/', '/movies/999999/', '/nothing/', '/movies/%zz', '/login/']) {
      const answer = await send(id, path);
      expect(answer.headers.get('x-request-id')).toBe(id);
      if (answer.status >= 400) expect(answer.body.request_id).toBe(id);
    }
  });

  test.each(BAD_REQUEST_IDS)('%j is replaced', async (id) => {
    for (const path of ['/movies/', '/nothing/', '/movies/%zz']) {
      const kept = (await send(id, path)).headers.get('x-request-id');
      expect(kept).not.toBe(id);
      expect(kept).toMatch(/^[A-Za-z0-9-]{16,}$/);
    }
  });

  test('no two requests share one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => t.api.get('/movies/')));
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20);
  });
});

test.each(READABLE)('HEAD %s answers as GET does, without a body', async (path) => {
  const get = await t.api.get(filled(path));
  const head = await t.api.send('HEAD', filled(path));
  expect([head.status, head.text]).toEqual([get.status, '']);
  for (const name of ['content-type', 'content-length', 'link', 'cache-control']) {
    expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  }
});

describe('without the trailing slash', () => {
  test.each(WITH_SLASH)('%s answers identically', async (request) => {
    const [verb = '', address = ''] = filled(request).split(' ');
    const options = verb === 'GET' ? {} : { token: scene.user.token, json: {} };
    const one = await t.api.send(verb, address, options);
    const other = await t.api.send(verb, address.replace(/\/(?=\?|$)/, ''), options);
    expect(other.status).toBe(one.status);
    for (const name of ['content-type', 'link', 'allow', 'www-authenticate']) {
      expect([name, other.headers.get(name)]).toEqual([name, one.headers.get(name)]);
    }
    // A problem names the path as it was sent, and a change its time.
    const same = ({ status, body }: Answer): unknown =>
      status >= 400 || verb === 'PATCH'
        ? { ...body, request_id: '', instance: '', updated_at: '' }
        : body;
    expect(same(other)).toEqual(same(one));
  });

  test('signing up and in works too', async () => {
    const username = `slash${next()}`;
    const input = { username, email: `${username}@example.org`, password: PASSWORD };
    const { status } = await t.api.post('/register', input);
    noteStored('POST', '/register', status);
    expect(status).toBe(201);
    expect((await t.api.post('/login', { username, password: PASSWORD })).status).toBe(200);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example.org';
  const asked = 'authorization, content-type, if-match, idempotency-key, x-request-id';

  test.each([
    ['/movies/', 'POST'],
    ['/movies', 'POST'],
    ['/movies/1/', 'PATCH'],
    ['/movies/1/', 'DELETE'],
    ['/comments/1/', 'DELETE'],
    ['/login/', 'POST'],
  ])('a preflight for %s %s is allowed', async (path, method) => {
    const request = {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': asked,
    };
    const { status, headers, text } = await t.api.send('OPTIONS', path, { headers: request });
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain(method);
    for (const name of asked.split(', ')) {
      expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
    }
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/./);
  });

  test.each<[string, string, Record<string, string>, number | number[]]>([
    ['GET', '/movies/', {}, 200],
    ['GET', '/swagger/', {}, 200],
    ['GET', '/openapi.json', {}, 200],
    ['GET', '/movies/?page=0', {}, 400],
    ['GET', '/movies/%zz', {}, 400],
    ['GET', '/movies/?title=%zz', {}, 400],
    ['GET', '/movies/', { authorization: 'x' }, 401],
    ['GET', '/movies/', { accept: 'text/html' }, 406],
    ['GET', '/movies/999999/', {}, 404],
    ['GET', '/nothing/', {}, 404],
    ['GET', `/movies/${'a'.repeat(600)}/`, {}, [404, 414]],
    ['PUT', '/movies/', {}, 405],
    ['DELETE', '/movies/search/', {}, 405],
  ])('a script may read the answer to %s %s', async (method, path, headers, status) => {
    const answer = await t.api.send(method, path, { headers: { origin, ...headers } });
    expect([status].flat()).toContain(answer.status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase() ?? '';
    const promised =
      'allow etag idempotency-replayed link location ratelimit ratelimit-policy retry-after www-authenticate x-request-id';
    expect(exposed.split(/, */)).toEqual(expect.arrayContaining(promised.split(' ')));
  });
});

describe('after all that', () => {
  test('every problem has its page', async () => {
    expect(types.size).toBeGreaterThan(8);
    for (const path of types) {
      const { status, headers } = await t.api.get(path, { headers: { accept: 'text/html' } });
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-type')).toMatch(/^text\/html/);
    }
  });

  test('the server serves', async () => {
    expect((await t.api.get('/health/ready/')).status).toBe(200);
    const { status, body } = await t.api.get('/movies/?page_size=100&ordering=created_at');
    const { movies } = await counts();
    expect([status, body.count]).toEqual([200, movies]);
  });

  test('what was answered with 201 is there, and nothing else', async () => {
    const wanted = Object.entries(before).map(([table, count]) => [table, count + stored[table]!]);
    expect(await counts()).toEqual(Object.fromEntries(wanted));
  });

  test('nothing is half-written', async () => {
    const [row] = await t.dataSource.query(`
      SELECT (SELECT count(*) FROM movies LEFT JOIN movie_counts ON movie_id = id WHERE movie_id IS NULL) AS bare,
        (SELECT count(*) FROM movie_counts AS counts WHERE like_count <> (
          SELECT count(*) FROM likes WHERE likes.movie_id = counts.movie_id)) AS likes,
        (SELECT count(*) FROM movie_counts AS counts WHERE comment_count <> (
          SELECT count(*) FROM comments WHERE comments.movie_id = counts.movie_id AND text IS NOT NULL)) AS comments,
        (SELECT count(*) FROM movies WHERE cardinality(genres) <> (
          SELECT count(*) FROM movie_genres WHERE movie_genres.movie_id = movies.id)) AS genres`);
    expect(row).toEqual({ bare: 0, likes: 0, comments: 0, genres: 0 });
  });

  test('what was not to be changed is as it was', async () => {
    const { body } = await t.api.get(`/movies/${scene.movie}/`, { token: scene.user.token });
    expect(body).toMatchObject({ id: scene.movie, year: null, like_count: 1, liked_by_me: true });
    const dated = await t.api.get(`/movies/${scene.dated}/`);
    expect(dated.body).toMatchObject({ year: 1999, release_date: '1999-03-31', imdb_id: null });
  });

  test('nothing was an internal error', () => {
    const errors = t.logged.filter(({ level }) => (level as number) >= 50);
    const kinds = errors.map((line) => (line['error'] as string).split('\n', 1)[0]!.slice(0, 80));
    expect([...new Set(kinds)]).toEqual([]);
  });
});
