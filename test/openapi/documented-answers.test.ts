import pg from 'pg';
import { AcceptGuard } from '../../src/http/routing/accept.guard.js';
import { Admission } from '../../src/http/limits/admission.js';
import { RequestCounter } from '../../src/http/limits/request-counter.js';
import type { Answer, RequestOptions } from '../support/client.js';
import { next, someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { operationExamples, type OperationExample } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/*
 * Every operation gives every answer that the document says it may give; where several tests could
 * meet one, this file needs none of them. The client compares each answer with the document.
 */

let t: TestApp;
let ids: Record<string, number>;
let [owner, stranger]: TestUser[] = [];
let imdbId: string;

beforeAll(async () => {
  t = await startTestApp({ worker: false, rateLimitPerMinute: 100_000 });
  [owner, stranger] = [await someUser(t.api), await someUser(t.api)];
  const movie = await someMovie(t.api, owner);
  imdbId = (await someMovie(t.api, owner, { imdb_id: 'tt0068646' })).imdb_id;
  const comment = await someComment(t.api, owner, movie.id);
  const sessions = await t.api.get('/me/sessions/', { token: owner.token });
  ids = {
    movies: movie.id,
    comments: comment.id,
    users: owner.id,
    sessions: sessions.body.results[0].id,
  };
});
afterAll(() => t.close());
afterEach(() => jest.restoreAllMocks());

interface Request extends RequestOptions {
  readonly id?: number;
  readonly query?: string;
}

/** Sends what an operation would take from the owner, with something else instead. */
function send(operation: OperationExample, { id, query, ...options }: Request = {}) {
  const { method, path, body } = operation;
  const kind = path.split('/{')[0]!.split('/').at(-1)!;
  const search = query ?? new URLSearchParams(operation.query).toString();
  const address = path.replace('{id}', String(id ?? ids[kind])) + (search && `?${search}`);
  const isAnonymous = operation.problems.every(([name]) => name !== 'unauthorized');
  const token = isAnonymous || operation.id === 'login' ? undefined : owner!.token;
  return t.api.send(method, address, { token, json: body, ...options });
}

const withKey = (key: string): RequestOptions => ({ headers: { 'idempotency-key': key } });

/** What brings each kind of problem about, in any operation that may have it. */
const PROVOKED: Record<string, (operation: OperationExample) => Promise<Answer>> = {
  'invalid-input': (operation) => send(operation, { query: 'nonsense=1' }),
  'malformed-request': (operation) => send(operation, { query: 'nonsense=%' }),
  unauthorized: (operation) =>
    send(operation, operation.id === 'login' ? {} : { token: 'rubbish' }),
  forbidden: (operation) => send(operation, { token: stranger!.token }),
  'not-found': async (operation) => {
    if (operation.id === 'createMovie') return createdAndGone(operation);
    if (operation.id === 'readMetrics') return send(operation, { headers: { via: '1.1 proxy' } });
    const elsewhere = operation.has('id') ? { id: 999_999_999 } : { query: pageFarAway(operation) };
    return send(operation, elsewhere);
  },
  'not-acceptable': (operation) => send(operation, { headers: { accept: 'image/png' } }),
  conflict: (operation) => send(operation, { json: TAKEN[operation.id]!() }),
  'idempotency-key-reused': async (operation) => {
    const key = `reused${next()}`;
    const json = { title: 'The first with this key' };
    await t.api.post('/movies/', json, { token: owner!.token, ...withKey(key) });
    return send(operation, withKey(key));
  },
  'request-in-progress': async (operation) => {
    const key = `running${next()}`;
    const other = new pg.Client(t.connection); // the pool is for the requests, which all wait at once
    await other.connect();
    await other.query('BEGIN');
    await other.query(
      `INSERT INTO idempotency_keys (user_id, key, fingerprint) VALUES ($1, $2, '')`,
      [owner!.id, key],
    );
    const answer = await send(operation, withKey(key));
    await other.end();
    return answer;
  },
  'precondition-failed': (operation) => send(operation, { headers: { 'if-match': '"another"' } }),
  'payload-too-large': (operation) => send(operation, { raw: `"${'x'.repeat(101 * 1024)}"` }),
  'unsupported-media-type': (operation) =>
    send(operation, { raw: 'a=1', headers: { 'content-type': 'text/plain' } }),
  'too-many-requests': (operation) => {
    const exceeded = { limit: 1, left: -1, resetsIn: 42 };
    jest.spyOn(t.app.get(RequestCounter), 'count').mockReturnValue(exceeded);
    return send(operation);
  },
  'service-unavailable': (operation) => {
    const admission = t.app.get(Admission);
    jest.spyOn(admission, 'enter').mockReturnValue(false);
    jest.spyOn(admission, 'wait').mockImplementation((turn) => turn(false));
    return send(operation);
  },
  'internal-error': (operation) => {
    jest.spyOn(AcceptGuard.prototype, 'canActivate').mockImplementation(() => {
      throw new Error('a fault that nobody foresaw');
    });
    return send(operation);
  },
};

/** They answer also where nothing else does. */
const NEVER_OVERLOADED = ['healthReady', 'readMetrics'];

const TAKEN: Record<string, () => object> = {
  register: () => ({
    username: owner!.username,
    email: 'new@example.org',
    password: 'long enough',
  }),
  updateAccount: () => ({ username: stranger!.username }),
  createMovie: () => ({ title: 'The same again', imdb_id: imdbId }),
  updateMovie: () => ({ imdb_id: imdbId }),
};

/** The answer was too large to be kept, and what it showed is gone. */
async function createdAndGone(operation: OperationExample): Promise<Answer> {
  const request = {
    json: { title: 'Large', description: 'x'.repeat(5000) },
    ...withKey(`gone${next()}`),
  };
  const { body } = await send(operation, request);
  await t.api.delete(`/movies/${body.id}/`, { token: owner!.token });
  return send(operation, request);
}

const pageFarAway = ({ query }: OperationExample): string =>
  new URLSearchParams({ ...query, page: '1000000' }).toString();

const kindOf = ({ body }: Answer): string => body.type?.split('/').at(-2);

describe('each operation', () => {
  let operations: OperationExample[];
  beforeAll(async () => {
    operations = operationExamples(await loadDocument());
  });

  test.each(Object.keys(PROVOKED))('that may answer %s does', async (kind) => {
    const concerned = operations.filter(
      ({ id, problems }) =>
        problems.some(([it]) => it === kind) &&
        !(kind === 'service-unavailable' && NEVER_OVERLOADED.includes(id)),
    );
    expect(concerned).not.toEqual([]);
    // At once: one waits 1.5 s for another request with its key.
    const answers = await Promise.all(
      concerned.map(async (operation) => {
        const answer = await PROVOKED[kind]!(operation);
        return [operation.id, answer.status, kindOf(answer)];
      }),
    );
    expect(answers).toEqual(
      concerned.map(({ id, problems }) => [id, problems.find(([it]) => it === kind)![1], kind]),
    );
  });

  test('has no problem that nothing here provokes', () => {
    const kinds = new Set(operations.flatMap(({ problems }) => problems.map(([kind]) => kind)));
    for (const kind of kinds) expect(Object.keys(PROVOKED)).toContain(kind);
  });

  test('with an entity tag spares a client what it has', async () => {
    const tagged = operations.filter((operation) => operation.has('If-None-Match'));
    expect(tagged.length).toBeGreaterThan(10);
    for (const operation of tagged) {
      const { headers } = await send(operation);
      const etag = headers.get('etag')!;
      const again = await send(operation, { headers: { 'if-none-match': etag } });
      expect([operation.id, again.status]).toEqual([operation.id, 304]);
    }
  });

  test('that reads answers HEAD as GET, without the body', async () => {
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      const { status, text } = await send({ ...operation, method: 'HEAD' });
      expect([operation.id, status, text]).toEqual([operation.id, 200, '']);
    }
  });
});
