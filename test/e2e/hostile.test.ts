import { connect } from 'node:net';
import { type Answer } from '../support/client.js';
import { next, PASSWORD, someComment, someMovie, someUser } from '../support/factories.js';
import { checkAgainstDocument } from '../support/openapi.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ROWS, WIRE_ROWS, type Row, type Scene, type WireRow } from './hostile.cases.js';

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
  const { token } = user;
  const movie = async (fields: object): Promise<number> =>
    (await someMovie(t.api, user, { ...fields })).id;
  const ids = {
    movie: await movie({}),
    canvas: await movie({ title: 'Canvas' }),
    dated: await movie({ release_date: '1999-03-31' }),
    famous: await movie({ imdb_id: 'tt0068646' }),
    spare: await movie({}),
  };
  for (const title of ['100% pure_gold', '( [ *', '\\ \' "', 'Movie of signs']) {
    await movie({ title, genres: ['Signs'] });
  }
  const comment = async (movieId: number, fields = {}): Promise<number> =>
    (await someComment(t.api, user, movieId, fields)).id;
  const top = await comment(ids.movie);
  const tombstone = await comment(ids.movie);
  await comment(ids.movie, { parent_id: tombstone });
  await t.api.delete(`/comments/${tombstone}/`, { token });
  scene = {
    ...ids,
    user,
    comment: top,
    reply: await comment(ids.movie, { parent_id: top }),
    foreign: await comment(ids.dated),
    tombstone,
    spareComment: await comment(ids.spare),
  };
  await t.api.post(`/movies/${ids.movie}/like/`, undefined, { token });
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

/** What must never be read in a problem: traces, SQL, and the words of drivers and frameworks. */
const INNER =
  /\n|\bat \S+:\d+|node_modules|\.[jt]s\b|\b(?:select|insert into|update|delete) .*\b(?:from|values|set)\b|sqlstate|postgres|typeorm|queryfailed|\bpg\b|\bconstraint\b|relation "|syntax error|out of range|unexpected token|in JSON at|\bFST_|\bHPE_|\bERR_|fastify|nestjs|TypeError|RangeError|\[object|\bundefined\b|\bNaN\b/i;

/** Every error of the API has this form, whatever caused it. */
function expectProblem(
  answer: Answer,
  expected: Pick<Row, 'errors' | 'detail'>,
  path?: string,
): void {
  const { body, headers, status } = answer;
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json(?:; charset=utf-8)?$/);
  const members = ['detail', 'instance', 'request_id', 'status', 'title', 'type'];
  expect(Object.keys(body).sort()).toEqual(
    [...members, ...(expected.errors === undefined ? [] : ['errors'])].sort(),
  );
  expect(body.status).toBe(status);
  expect(body.request_id).toBe(headers.get('x-request-id'));
  expect(body.title).toMatch(/^[A-Z][\w ]+$/);
  expect(body.type).toMatch(/^http:\/\/[\w.:[\]-]+\/problems\/[a-z-]+\/$/);
  types.add(new URL(body.type).pathname);
  if (path === undefined) expect(body.instance).toMatch(/^\//);
  else expect(body.instance).toBe(path);
  const errors = (body.errors ?? []) as { field: string; message: string }[];
  for (const error of errors) expect(Object.keys(error)).toEqual(['field', 'message']);
  const wanted = Object.entries(expected.errors ?? {});
  expect(errors.map(({ field }) => field).sort()).toEqual(wanted.map(([field]) => field).sort());
  for (const [field, message] of wanted) {
    const pattern = new RegExp(filled(message.source), message.flags);
    expect(errors.find((error) => error.field === field)?.message).toMatch(pattern);
  }
  if (expected.detail) expect(body.detail).toMatch(expected.detail);
  else expect(body.detail).toMatch(/\S/);
  const words = [body.title, body.detail, ...errors.map(({ message }) => message)];
  for (const text of words) expect(text).not.toMatch(INNER);
}

/** What holds for the answer to any row. */
function expectAnswer(answer: Answer, row: Row | WireRow, verb?: string, path?: string): void {
  const { status, headers, body } = answer;
  const statuses = [row.status].flat();
  if (!statuses.includes(status)) {
    const logged = t.logged.find((line) => line['request_id'] === body.request_id && line['error']);
    throw new Error(
      `Expected ${statuses.join(' or ')}, got ${status}: ${answer.text.slice(0, 500)} ${String(
        logged?.['error'] ?? '',
      )
        .split('\n')
        .slice(0, 4)
        .join('')}`,
    );
  }
  expect(headers.get('x-request-id')).toMatch(/^[\x21-\x7e]+$/);
  for (const [name, value] of Object.entries(row.answers ?? {})) {
    expect(`${name}: ${headers.get(name)}`).toMatch(
      new RegExp(`^${name}: ${value.source.replace('^', '')}`),
    );
  }
  if (verb === 'HEAD') expect(answer.text).toBe('');
  else if (status >= 400) expectProblem(answer, row, path);
  else if (row.body) expect(body).toMatchObject(row.body);
}

function noteStored(verb: string, path: string, status: number): void {
  if (verb !== 'POST' || status !== 201) return;
  const table = { movies: 'movies', register: 'users', comments: 'comments', like: 'likes' }[
    path.replace(/\?.*/, '').split('/').filter(Boolean).at(-1)!
  ];
  if (table !== undefined) stored[table]! += 1;
}

async function someSession(): Promise<string> {
  const { username } = scene.user;
  return (await t.api.post('/login/', { username, password: PASSWORD })).body.token;
}

async function tryRow(row: Row): Promise<void> {
  const [verb, address] = filled(row.request).split(/ (.*)/s) as [string, string];
  const reading = verb === 'GET' || verb === 'HEAD';
  const bare = reading || row.anonymous || row.headers?.['authorization'] !== undefined;
  const json: unknown = typeof row.json === 'function' ? row.json(scene) : row.json;
  const answer = await t.api.send(verb, address, {
    json,
    ...(row.raw === undefined ? {} : { raw: row.raw }),
    ...(row.headers === undefined ? {} : { headers: row.headers }),
    ...(bare ? {} : { token: row.ownSession ? await someSession() : scene.user.token }),
  });
  noteStored(verb, address, answer.status);
  expectAnswer(answer, row, verb, address.split('?')[0]!);
}

/** Sends bytes as they are; answers what came back until the server closed. */
async function responses(wire: string | Uint8Array, halfClose = false): Promise<string> {
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

const overWire = async ({ wire, halfClose }: WireRow): Promise<Answer> =>
  parsed((await responses(wire, halfClose)).replace(/^HTTP\/1.1 1\d\d [^]*?\r\n\r\n/, ''));

function parsed(response: string): Answer {
  const [head = '', rest = ''] = response.split(/\r\n\r\n([^]*)/);
  const [start = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
  );
  const isJson = /json/.test(headers.get('content-type') ?? '');
  const length = Number(headers.get('content-length') ?? rest.length);
  const text = Buffer.from(rest).subarray(0, length).toString();
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1]),
    headers,
    body: isJson ? JSON.parse(text) : text,
    text,
  };
}

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  test.each(rows.map((row) => [`${row.request.slice(0, 60)}: ${row.name}`, row] as const))(
    '%s',
    (__, row) => tryRow(row),
  );
});

test.each(WIRE_ROWS.map((row) => [row.name, row] as const))('on the wire: %s', async (_, row) => {
  const answer = await overWire(row);
  expectAnswer(answer, row);
  const [, verb, path] =
    /^(GET|POST) (\/\S*) HTTP\/1\.1\r\n/.exec(Buffer.from(row.wire).toString('latin1')) ?? [];
  if (verb !== undefined && answer.status < 500) checkAgainstDocument(verb, path!, answer);
});

test('of two requests in one packet the second may be broken', async () => {
  const good = `GET /movies/${scene.movie}/ HTTP/1.1\r\nHost: {host}\r\n\r\n`;
  const bad = 'GET /movies/%zz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n';
  const [first, second] = (await responses(good + bad)).split(/(?<=})(?=HTTP)/);
  expect(parsed(first!)).toMatchObject({ status: 200, body: { id: scene.movie } });
  const answer = parsed(second!);
  expect(answer.status).toBe(400);
  expectProblem(answer, {}, '/movies/%zz');
});

describe('X-Request-Id', () => {
  const send = (id: string, path: string): Promise<Answer> =>
    t.api.get(path, { headers: { 'x-request-id': id } });

  test.each([
    'a',
    'abc-123',
    '0af7651916cd43dd8448eb211c80319c',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    'Root=1-67891233-abcdef012345678912345678',
  ])('%s is kept', async (id) => {
    for (const path of [
      '/movies/',
      '/movies/999999/',
      '/nothing/',
      '/movies/%zz',
      '/movies/?page=0',
    ]) {
      const answer = await send(id, path);
      expect(answer.headers.get('x-request-id')).toBe(id);
      if (answer.status >= 400) expect(answer.body.request_id).toBe(id);
    }
  });

  test.each([
    '',
    'a b',
    '"a"',
    "a'b",
    '<script>',
    'a\tb',
    'é',
    'a;b\\c',
    'a{b}',
    'x'.repeat(300),
    'a, b',
    '%0d%0aSet-Cookie:a=b',
  ])('%j is replaced', async (id) => {
    for (const path of ['/movies/', '/nothing/', '/movies/%zz']) {
      const answer = await send(id, path);
      expect(answer.headers.get('x-request-id')).not.toBe(id);
      expect(answer.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9-]{16,}$/);
    }
  });

  test('no two requests share one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => t.api.get('/movies/')));
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20);
  });
});

describe('HEAD', () => {
  test.each([
    '/movies/',
    '/movies/?page_size=1',
    '/movies/search/?title=movie',
    '/movies/genre/?genre=Signs',
    '/movies/{movie}/',
    '/movies/{movie}/like/',
    '/movies/{movie}/comments/',
    '/health/live/',
    '/health/ready/',
    '/problems/',
    '/problems/not-found/',
    '/openapi.json',
    '/swagger/',
    '/movies/999999/',
    '/nothing/',
    '/movies/?page=0',
    '/movies/search/',
    '/movies/%zz',
  ])('%s answers as GET does, without a body', async (path) => {
    const get = await t.api.get(filled(path));
    const head = await t.api.send('HEAD', filled(path));
    expect(head.text).toBe('');
    expect(head.status).toBe(get.status);
    for (const name of ['content-type', 'content-length', 'link', 'cache-control']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
  });
});

describe('without the trailing slash', () => {
  test.each([
    'GET /movies/',
    'GET /movies/?page_size=1',
    'GET /movies/?page=0',
    'GET /movies/search/?title=movie&page_size=1',
    'GET /movies/search/',
    'GET /movies/genre/?genre=Signs&page_size=1',
    'GET /movies/{movie}/',
    'GET /movies/999999/',
    'GET /movies/{movie}/like/',
    'GET /movies/{movie}/comments/?page_size=1',
    'POST /movies/{movie}/like/',
    'POST /movies/',
    'PATCH /movies/{canvas}/',
    'DELETE /comments/999999/',
    'POST /login/',
    'POST /register/',
    'PUT /movies/',
    'DELETE /movies/search/',
    'GET /health/live/',
    'GET /problems/',
    'GET /problems/not-found/',
    'GET /openapi.json/',
    'GET /nothing/',
  ])('%s answers identically', async (request) => {
    const [verb, address] = filled(request).split(' ') as [string, string];
    const options = verb === 'GET' ? {} : { token: scene.user.token, json: {} };
    const [one, other] = [
      await t.api.send(verb, address, options),
      await t.api.send(verb, address.replace(/\/(?=\?|$)/, ''), options),
    ];
    expect(other.status).toBe(one.status);
    for (const name of ['content-type', 'link', 'allow', 'location', 'www-authenticate']) {
      expect([name, other.headers.get(name)]).toEqual([name, one.headers.get(name)]);
    }
    const plain = (body: unknown): unknown =>
      one.status < 400 ? body : { ...(body as object), request_id: '', instance: '' };
    expect(plain(other.body)).toEqual(plain(one.body));
  });

  test('signing in works too', async () => {
    const { username } = scene.user;
    expect((await t.api.post('/login', { username, password: PASSWORD })).status).toBe(200);
    const email = `slash${next()}@example.org`;
    const { status } = await t.api.post('/register', {
      username: `slash${next()}`,
      email,
      password: PASSWORD,
    });
    noteStored('POST', '/register', status);
    expect(status).toBe(201);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example.org';
  const preflight = (path: string, method: string): Promise<Answer> =>
    t.api.send('OPTIONS', path, {
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers':
          'authorization, content-type, if-match, idempotency-key, x-request-id',
      },
    });

  test.each([
    ['/movies/', 'POST'],
    ['/movies', 'POST'],
    ['/movies/1/', 'PATCH'],
    ['/movies/1/', 'DELETE'],
    ['/comments/1/', 'DELETE'],
    ['/login/', 'POST'],
  ])('a preflight for %s %s is allowed', async (path, method) => {
    const { status, headers, text } = await preflight(path, method);
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain(method);
    for (const name of [
      'authorization',
      'content-type',
      'if-match',
      'idempotency-key',
      'x-request-id',
    ]) {
      expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
    }
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/./);
  });

  test.each<[string, string, Row['headers'], number]>([
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
    ['GET', `/movies/${'a'.repeat(600)}/`, {}, 414],
    ['PUT', '/movies/', {}, 405],
    ['DELETE', '/movies/search/', {}, 405],
  ])('a script may read %s %s', async (method, path, headers, status) => {
    const answer = await t.api.send(method, path, { headers: { origin, ...headers } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const exposed =
      answer.headers.get('access-control-expose-headers')?.toLowerCase().split(/, */) ?? [];
    for (const name of [
      'allow',
      'etag',
      'idempotency-replayed',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'www-authenticate',
      'x-request-id',
    ]) {
      expect(exposed).toContain(name);
    }
  });
});

describe('after all that', () => {
  test('every problem has its page', async () => {
    expect(types.size).toBeGreaterThan(8);
    for (const path of types) {
      const page = await t.api.get(path, { headers: { accept: 'text/html' } });
      expect([path, page.status, page.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
    }
  });

  test('the server serves', async () => {
    expect((await t.api.get('/health/ready/')).status).toBe(200);
    const { status, body } = await t.api.get('/movies/?page_size=100&ordering=created_at');
    expect(status).toBe(200);
    const [{ count }] = await t.dataSource.query('SELECT count(*) FROM movies');
    expect(body.count).toBe(count);
  });

  test('nothing is lost or half-written: exactly what was answered with 201 is there', async () => {
    const after = await counts();
    const wanted = Object.entries(before).map(([table, count]) => [table, count + stored[table]!]);
    expect(after).toEqual(Object.fromEntries(wanted));
    const [row] = await t.dataSource.query(`
      SELECT (SELECT count(*) FROM movies LEFT JOIN movie_counts ON movie_id = id WHERE movie_id IS NULL) AS bare,
        (SELECT count(*) FROM movie_counts WHERE like_count <> (
          SELECT count(*) FROM likes WHERE likes.movie_id = movie_counts.movie_id)) AS likes_off,
        (SELECT count(*) FROM movie_counts WHERE comment_count <> (
          SELECT count(*) FROM comments WHERE comments.movie_id = movie_counts.movie_id AND text IS NOT NULL)) AS comments_off,
        (SELECT count(*) FROM movies WHERE cardinality(genres) <> (
          SELECT count(*) FROM movie_genres WHERE movie_genres.movie_id = movies.id)) AS genres_off`);
    expect(row).toEqual({ bare: 0, likes_off: 0, comments_off: 0, genres_off: 0 });
  });

  test('what was not to be changed is as it was', async () => {
    const { body } = await t.api.get(`/movies/${scene.movie}/`, { token: scene.user.token });
    expect(body).toMatchObject({ id: scene.movie, year: null, like_count: 1, liked_by_me: true });
    const dated = await t.api.get(`/movies/${scene.dated}/`);
    expect(dated.body).toMatchObject({ year: 1999, release_date: '1999-03-31', imdb_id: null });
  });

  test('nothing was an internal error', () => {
    const errors = t.logged.filter(({ level }) => (level as number) >= 50);
    const kinds = errors.map(({ error }) => String(error).split('\n', 1)[0]!.slice(0, 80));
    expect([...new Set(kinds)]).toEqual([]);
  });
});
