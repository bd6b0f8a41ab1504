/* oxlint-disable eslint/max-lines, oxc/no-map-spread -- one table, built once */
import { connect } from 'node:net';
import type { Answer, RequestOptions } from '../support/client.js';
import { PASSWORD, someComment, someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What stands in the database, and must stand there afterwards. */
interface Scene {
  readonly movie: number;
  /** Of another user, as is `foreignComment` and `foreignSession`. */
  readonly foreignMovie: number;
  readonly comment: number;
  readonly reply: number;
  readonly foreignComment: number;
  /** Deleted, with a reply. */
  readonly tombstone: number;
  readonly self: number;
  /** Another session of the user's own. */
  readonly session: number;
  readonly foreignSession: number;
}

type Errors = Record<string, RegExp>;

/** One request and what has to come of it. */
interface Row extends Omit<RequestOptions, 'token'> {
  readonly name: string;
  /** Verb and address; `{movie}` and the other ids of the scene are filled in. */
  readonly request: string;
  /** Other requests carry a token. */
  readonly anonymous?: true;
  readonly status: number;
  /** Exactly these fields are complained of; without it the problem has no `errors`. */
  readonly errors?: Errors;
  readonly detail?: RegExp;
  /** Headers of the answer. */
  readonly answers?: Record<string, RegExp>;
}

let t: TestApp;
let user: TestUser;
let scene: Scene;
let before: Record<string, unknown>;
let sent = 0;

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  const stranger = await someUser(t.api);
  user = await someUser(t.api);
  const movie = (await someMovie(t.api, user)).id;
  const foreignMovie = (await someMovie(t.api, stranger)).id;
  const comment = (await someComment(t.api, user, movie)).id;
  const tombstone = (await someComment(t.api, user, movie)).id;
  await someComment(t.api, stranger, movie, { parent_id: tombstone });
  await t.api.delete(`/comments/${tombstone}/`, { token: user.token });
  for (const { token } of [user, stranger]) {
    await t.api.post(`/movies/${movie}/like/`, undefined, { token });
  }
  const sessionOf = async (token: string): Promise<number> =>
    (await t.api.get('/me/sessions/', { token })).body.results[0].id;
  const login = { username: user.username, password: PASSWORD };
  scene = {
    movie,
    foreignMovie,
    comment,
    reply: (await someComment(t.api, user, movie, { parent_id: comment })).id,
    foreignComment: (await someComment(t.api, stranger, foreignMovie)).id,
    tombstone,
    self: user.id,
    session: await sessionOf((await t.api.post('/login/', login)).body.token),
    foreignSession: await sessionOf(stranger.token),
  };
  before = await everything();
});
afterAll(() => t.close());

const TABLES = words(
  'users sessions movies movie_counts movie_genres genres likes comments mails',
).concat(words('idempotency_keys password_resets title_words'));

/** The number of rows of each table, and a digest of what people have written. */
async function everything(): Promise<Record<string, unknown>> {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const digests = words('users movies likes comments movie_counts').map(
    (table) => `(SELECT md5(string_agg(row::text, ',' ORDER BY row::text))
      FROM ${table} AS row) AS "what is in ${table}"`,
  );
  const total = '(SELECT sum(movie_count)::int8 FROM movie_totals) AS total';
  return (await t.dataSource.query(`SELECT ${[...counts, ...digests, total].join()}`))[0];
}

/** Texts without blanks. */
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
/** Texts of one line each. */
const phrases = (text: string): string[] => text.trim().split(/\s*\n\s*/);
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const and = (address: string, parameters: string): string =>
  `${address}${address.includes('?') ? '&' : '?'}${parameters}`;
const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length <= 50 ? text : `${text.slice(0, 50)}… (${text.length})`;
};

const LEAVE = 'DELETE /me/';
const CHANGE_SELF = 'PATCH /me/';
const EDIT = 'PATCH /comments/{comment}/';
const LOGOUT_ALL = 'POST /logout/all/';
const END = 'DELETE /me/sessions/{session}/';
const UNLIKE = 'DELETE /movies/{movie}/like/';
const WITH_BODY = [LEAVE, EDIT];
const WITHOUT_BODY = [LOGOUT_ALL, END, UNLIKE, 'DELETE /comments/{comment}/'];
const ALL = [...WITH_BODY, ...WITHOUT_BODY, CHANGE_SELF];

const refused = (request: string, json: unknown, errors: Errors): Row => ({
  name: short(json),
  request,
  json,
  status: 400,
  errors,
});
const raw = (request: string, body: string | Uint8Array, status: number, more = {}): Row => ({
  name: short(String(body)),
  request,
  raw: body,
  status,
  ...more,
});
const asked = (request: string, header: string, value: string, status: number, more = {}): Row => ({
  name: `${header}: ${short(value)}`,
  request,
  headers: { [header]: value },
  status,
  ...more,
});
const query = (request: string, status: number, more: Partial<Row> = {}): Row => ({
  name: `is ${status}`,
  request,
  status,
  ...more,
});

// ——— Bodies

const NOT_JSON = ['{', '{"text":"x"', '{"text":"x",}', "{'text':'x'}", '{text:"x"}', 'text=x'];
const NOT_UTF8 = [
  latin1('{"text":"\xff"}'),
  latin1('{"text":"\xed\xa0\x80"}'),
  latin1('{"\x80":1}'),
];
const NO_OBJECTS = words('null [] [{"text":"x"}] 5 "text" true');
const NESTED = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const TOO_LARGE = '{}'.padEnd(102_401, ' ');
const OTHER_TYPES = phrases(`
  text/plain
  application/x-www-form-urlencoded
  application/merge-patch+json
  application/json; charset=latin1
  multipart/form-data; boundary=x
`);

const documents: Row[] = ALL.flatMap((request) => [
  ...NOT_JSON.map((body) => raw(request, body, 400, { detail: /JSON/ })),
  ...NOT_UTF8.map((body) => raw(request, body, 400, { detail: /UTF-8/ })),
  ...NO_OBJECTS.map((body) => raw(request, body, 400, { detail: /object|takes no body/ })),
  raw(request, TOO_LARGE, 413, { detail: /100 KiB/ }),
  ...OTHER_TYPES.map((type) =>
    raw(request, '{}', 415, { headers: { 'content-type': type }, name: type }),
  ),
]);
const nothing: Row[] = [
  raw(LEAVE, '', 400, { errors: { current_password: /required/ } }),
  raw(EDIT, '', 400, { errors: { text: /required/ } }),
  { name: 'no body', request: LEAVE, status: 400, errors: { current_password: /required/ } },
  { name: 'no body', request: EDIT, status: 400, errors: { text: /required/ } },
];

const NOT_TEXTS = [5, 1.5, true, null, {}, [], ['x'], [['x']], { text: 'x' }];
const BROKEN: [string, RegExp][] = [
  ['a\0b', /NUL/],
  ['a\ud800b', /surrogate/],
  ['\udc00', /surrogate/],
];
const known = { [LEAVE]: 'current_password', [EDIT]: 'text' } as const;

const fields: Row[] = [
  ...Object.entries(known).flatMap(([request, field]) => [
    refused(request, {}, { [field]: /required/ }),
    ...NOT_TEXTS.map((value) => refused(request, { [field]: value }, { [field]: /text/ })),
    refused(request, { [field]: '' }, { [field]: /blank|characters/ }),
    ...BROKEN.map(([text, complaint]) =>
      refused(request, { [field]: text }, { [field]: complaint }),
    ),
    refused(request, { [field]: 'x', foo: 1 }, { foo: /known field$/ }),
    refused(request, { foo: 1, bar: 2 }, { foo: /known/, bar: /known/, [field]: /required/ }),
    refused(request, { [field]: 'x', deep: { a: ['\0'] } }, { 'deep.a.0': /NUL/ }),
    raw(request, `{"${field}":${NESTED}}`, 400, { errors: { [field]: /nested too deeply/ } }),
    raw(request, `{"${field}":"x","__proto__":{}}`, 400, {
      errors: { ['__proto__']: /known field/ },
    }),
    refused(request, { [field]: 'x', 'ti\0tle': 1 }, { 'ti\u2400tle': /NUL/ }),
    refused(request, { [field]: 'x', constructor: 1 }, { constructor: /known field/ }),
  ]),
  refused(
    LEAVE,
    { current_pasword: 'x' },
    { current_pasword: /mean current_password\?/, current_password: /required/ },
  ),
  refused(LEAVE, { password: PASSWORD }, { password: /known field/, current_password: /required/ }),
  refused(LEAVE, { current_password: 'x'.repeat(1025) }, { current_password: /1 to 1024|1024/ }),
  refused(LEAVE, { current_password: PASSWORD, id: 1 }, { id: /known field/ }),
  refused(LEAVE, { current_password: 'not this one' }, { current_password: /wrong/ }),
  refused(LEAVE, { current_password: "' OR 1=1 --" }, { current_password: /wrong/ }),
  refused(EDIT, { txt: 'x' }, { txt: /mean text\?/, text: /required/ }),
  ...['', '  ', '\t\n', '\u00a0', '\u3000'].map((text) =>
    refused(EDIT, { text }, { text: /blank/ }),
  ),
  refused(EDIT, { text: '😀'.repeat(5001) }, { text: /at most 5000/ }),
  ...words('id movie_id author parent_id reply_count created_at edited_at').map((field) =>
    refused(EDIT, { text: 'x', [field]: null }, { [field]: /read-only/ }),
  ),
  ...words('id role created_at').map((field) =>
    refused(CHANGE_SELF, { [field]: 'admin' }, { [field]: /read-only/ }),
  ),
  refused(CHANGE_SELF, { user_name: 'x' }, { user_name: /mean username\?/ }),
  refused(CHANGE_SELF, { email: 'x' }, { email: /address/ }),
  refused(CHANGE_SELF, { email: 'x@example.org' }, { current_password: /required/ }),
  refused(
    CHANGE_SELF,
    { username: null, password: 5 },
    { username: /characters/, password: /text/ },
  ),
  ...WITHOUT_BODY.flatMap((request) => [
    refused(request, { force: true }, { force: /known field$/ }),
    refused(request, { 'a\0': 1 }, { 'a\u2400': /NUL/ }),
    refused(request, { a: '\ud800' }, { a: /surrogate/ }),
  ]),
];

// ——— Addresses

const NO_IDS = [
  ...words('0 -1 1.5 1e3 01 +1 0x1 x %20 %201 %00 1%00 1,2 * null %D9%A1 ..%2F ..%2F1 %2e%2e%2f1'),
  ...words(
    '999999 9007199254740993 9223372036854775807 9223372036854775808 %F0%9F%98%80 __proto__',
  ),
  "1'%20OR%20'1'='1",
  '9'.repeat(400),
];
const BY_ID: [string, unknown?][] = [
  ['GET /users/ID/'],
  ['DELETE /me/sessions/ID/'],
  ['GET /comments/ID/'],
  ['PATCH /comments/ID/', { text: 'x' }],
  ['GET /comments/ID/replies/'],
  ['DELETE /movies/ID/like/'],
];
const ids: Row[] = [
  ...NO_IDS.flatMap((id) =>
    BY_ID.map(([request, json]) => query(request.replace('ID', id), 404, { json, name: '404' })),
  ),
  ...['%zz', '%ff', '%'].flatMap((id) =>
    BY_ID.map(([request, json]) =>
      query(request.replace('ID', id), 400, { json, detail: /encoding/ }),
    ),
  ),
  query('DELETE /me/sessions/{foreignSession}/', 404),
  query('PATCH /comments/{foreignComment}/', 403, { json: { text: 'x' } }),
  query('PATCH /comments/{foreignComment}/', 403, { json: { txt: 5 } }),
  query('DELETE /comments/{foreignComment}/', 403),
  query('PATCH /comments/{tombstone}/', 404, { json: { text: 'back' } }),
  query('DELETE /comments/{tombstone}/', 404),
  ...phrases(`
    GET /users/
    GET /users//
    GET /comments/
    GET /comments//
    GET /comments//replies/
    DELETE /movies//like/
    GET /comments/{comment}/replies/{reply}/
    GET /comments/{comment}/reply/
    GET /users/{self}/movies/
    GET /me/session/
    GET /me/me/
    GET /Me/
    GET /me/sessions/{session}/x/
    POST /logout/all/all/
    POST /logout/{session}/
  `).map((request) => query(request, 404)),
];

// ——— Queries

const ORDERED = words('/me/movies/ /me/comments/ /comments/{comment}/replies/');
const LISTS = [...ORDERED, ...words('/me/sessions/ /me/likes/')];
const NOT_PAGES = ['0', '-1', '1.5', 'x', '1e3', '%201', '1;2'];
const BLANKS = ['', '%20', '+', '%09'];
const NOT_SIZES = ['0', '101', '-1', '1.5', 'x', '9'.repeat(30)];
const NOT_CURSORS = ['x', 'AAAA', '1', 'W10', 'A'.repeat(60), '%F0%9F%98%80', 'a%20b', '..%2F'];
const NOT_ORDERINGS = ['id', 'text', ',', 'created_at,', '--created_at', 'created_at,-created_at'];
const LIKES = '/me/likes/';

const queries: Row[] = LISTS.flatMap((list) => {
  const no = (parameters: string, errors: Errors): Row =>
    query(`GET ${and(list, parameters)}`, 400, { errors });
  return [
    ...NOT_PAGES.map((page) => no(`page=${page}`, { page: /integer/ })),
    ...NOT_SIZES.map((size) => no(`page_size=${size}`, { page_size: /1 to 100/ })),
    ...BLANKS.flatMap((blank) =>
      ['page', 'page_size', ...(ORDERED.includes(list) ? ['ordering'] : [])].map((name) =>
        query(`GET ${and(list, `${name}=${blank}`)}`, 200),
      ),
    ),
    ...NOT_CURSORS.map((cursor) => no(`cursor=${cursor}`, { cursor: /not one of this list/ })),
    no('page=1&page=1', { page: /once/ }),
    no('page_size=5&page_size=6', { page_size: /once/ }),
    no('cursor=&cursor=', { cursor: /once/ }),
    no('page=1&cursor=', { page: /with cursor/ }),
    no('page=1%00', { page: /NUL/ }),
    no('pagesize=5', { pagesize: /mean page_size\?/ }),
    no('Page=1', { Page: /mean page\?/ }),
    no('curser=', { curser: /mean cursor\?/ }),
    no('limit=5', { limit: /known parameter$/ }),
    no('user=1&page=0', { user: /known parameter$/, page: /integer/ }),
    no('__proto__=1', { ['__proto__']: /known parameter/ }),
    no('a%00=1', { 'a\u2400': /NUL/ }),
    query(`GET ${and(list, 'page=999')}`, 404, { detail: /no page 999/ }),
    query(`GET ${and(list, `page=${'9'.repeat(40)}`)}`, 404),
    query(`GET ${and(list, 'page=%zz')}`, 400, { detail: /encoding/ }),
    ...(ORDERED.includes(list)
      ? [
          ...NOT_ORDERINGS.map((keys) => no(`ordering=${keys}`, { ordering: /must/ })),
          no('ordering=created_at&ordering=created_at', { ordering: /once/ }),
          no('order=created_at', { order: /known parameter/ }),
        ]
      : [no('ordering=created_at', { ordering: /known parameter/ })]),
  ];
});
const NO_QUERY = [...ALL, 'GET /me/', 'GET /users/{self}/', 'GET /comments/{comment}/'];
const bareQueries: Row[] = [
  ...NO_QUERY.flatMap((request) => [
    query(and(request, 'force=1'), 400, { errors: { force: /known parameter$/ } }),
    query(and(request, 'page=1&a%00=1'), 400, { errors: { 'a\u2400': /NUL/ } }),
    query(and(request, 'x=%ed%a0%80'), 400, { detail: /encoding/ }),
  ]),
  query(`GET ${LIKES}?liked_by=1`, 400, { errors: { liked_by: /known parameter/ } }),
  query('GET /me/movies/?creator=1', 400, { errors: { creator: /known parameter/ } }),
  query('GET /me/movies/?title=x', 400, { errors: { title: /known parameter/ } }),
];

// ——— Headers

const NOT_KEYS = ['', 'a b', 'a\tb', 'a, b', 'x'.repeat(256), 'cl\xe9', '\xa0', 'x'.repeat(5000)];
const KEYED: [string, unknown?][] = [
  [LOGOUT_ALL],
  ['POST /movies/', { title: 'x' }],
  ['POST /movies/{movie}/comments/', { text: 'x' }],
  ['POST /movies/{foreignMovie}/like/'],
];
const NOT_TAGS = [
  ...phrases(`
    abc
    "abc
    abc"
    "
    W/
    W/abc
    W/"abc
    w/"abc"
    W /"abc"
    "a" "b"
    "a"b
    "a", b
    "a";"b"
    "a b"
    'abc'
    *, "a"
    **
    ,
    , ,
  `),
  '',
  '"a\tb"',
  '"a\xa0b',
  `"${'a'.repeat(5000)}`,
];
const numbered = (prefix: string): string =>
  Array.from({ length: 500 }, (_, at) => `${prefix}"0.${at}-x"`).join(',');
const TAGGED = [...LISTS, '/comments/{comment}/', '/movies/{movie}/', '/movies/{movie}/like/'];
const GUARDED: [string, unknown?][] = [
  ['PATCH /movies/{movie}/', { year: 1999 }],
  ['DELETE /movies/{movie}/'],
];
const BAD_TOKENS = [
  ...phrases(`
    Basic YTpi
    Bearer
    Bearer a b
    Bearer "x"
    Bearer undefined
    Bearer ..
    Bearer a.b.c
    Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwic2lkIjoxfQ.
    Token
    x
  `),
  'Bearer \xff',
  `Bearer ${'a'.repeat(8000)}`,
];
const PRIVATE = words('/me/ /me/sessions/ /me/movies/ /me/likes/ /me/comments/').map(
  (it) => `GET ${it}`,
);
const OPEN = phrases(
  'GET /users/{self}/\nGET /comments/{comment}/\nGET /comments/{comment}/replies/',
);
const malformed = (header: RegExp) => ({ detail: header });

const headers: Row[] = [
  ...KEYED.flatMap(([request, json]) =>
    NOT_KEYS.map((key) =>
      asked(request, 'idempotency-key', key, 400, { json, ...malformed(/^Idempotency-Key/) }),
    ),
  ),
  ...TAGGED.flatMap((path, at) => [
    // All are read by one parser: the others only show that they have it.
    ...NOT_TAGS.slice(at < 2 ? 0 : -4).map((tag) =>
      asked(`GET ${path}`, 'if-none-match', tag, 200),
    ),
    ...['', 'W/'].map((weak) => asked(`GET ${path}`, 'if-none-match', numbered(weak), 200)),
    asked(`GET ${path}`, 'if-none-match', '*', 304),
  ]),
  ...GUARDED.flatMap(([request, json]) => [
    ...NOT_TAGS.map((tag) =>
      asked(request, 'if-match', tag, 400, { json, ...malformed(/^If-Match/) }),
    ),
    ...[numbered(''), numbered('W/'), 'W/"{movie}.1-x"', '"{movie}.99-x"', '"{movie}"'].map((tag) =>
      asked(request, 'if-match', tag, 412, { json }),
    ),
    asked(request, 'if-match', '"{foreignMovie}.1-x"', 412, { json }),
  ]),
  ...[...ALL, ...PRIVATE, ...OPEN].flatMap((request) =>
    BAD_TOKENS.map((token) =>
      asked(request, 'authorization', token, 401, {
        anonymous: true,
        detail: /malformed/,
        answers: { 'www-authenticate': /^Bearer .*error="invalid_token"/ },
      }),
    ),
  ),
  ...[...ALL, ...PRIVATE].flatMap((request): Row[] => {
    const answers = { 'www-authenticate': /^Bearer (?!.*error=)/ };
    const json = { current_password: PASSWORD };
    return [
      { name: 'nobody', request, anonymous: true, status: 401, answers },
      asked(request, 'authorization', '', 401, { anonymous: true, answers }),
      ...(request === LEAVE
        ? [
            {
              name: 'a password alone',
              request,
              json,
              anonymous: true,
              status: 401,
              answers,
            } as const,
          ]
        : []),
    ];
  }),
  ...[...ALL, ...PRIVATE, ...OPEN].flatMap((request) =>
    ['text/html', 'image/*', 'application/json;q=0'].map((type) =>
      asked(request, 'accept', type, 406),
    ),
  ),
];

// ——— Verbs

const ALLOWED: [string, string, string][] = [
  ['/me/', 'POST PUT', 'DELETE GET HEAD PATCH'],
  ['/me/sessions/', 'POST PUT PATCH DELETE', 'GET HEAD'],
  ['/me/sessions//', 'DELETE', 'GET HEAD'],
  ['/me/sessions/{session}/', 'GET HEAD POST PUT PATCH', 'DELETE'],
  ['/me/sessions/1/', 'PATCH', 'DELETE'],
  ...words('/me/movies/ /me/likes/ /me/comments/').map((path): [string, string, string] => [
    path,
    'POST PUT PATCH DELETE',
    'GET HEAD',
  ]),
  ['/logout/all/', 'GET HEAD PUT PATCH DELETE', 'POST'],
  ['/users/{self}/', 'POST PUT PATCH DELETE', 'GET HEAD'],
  ['/comments/{comment}/', 'POST PUT', 'DELETE GET HEAD PATCH'],
  ['/comments/{comment}/replies/', 'POST PUT PATCH DELETE', 'GET HEAD'],
  ['/movies/{movie}/like/', 'PUT PATCH', 'DELETE GET HEAD POST'],
];
const verbs: Row[] = ALLOWED.flatMap(([path, wrong, right]) =>
  words(wrong).map((verb) => {
    const answers = { allow: new RegExp(`^${words(right).join(', ')}$`) };
    return query(`${verb} ${path}`, 405, { answers });
  }),
);

const ROWS = { documents, nothing, fields, ids, queries, bareQueries, headers, verbs };

// ——— What holds for every answer

const filled = (text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: keyof Scene) => String(scene[name] ?? whole));

/** What a problem never says: traces, SQL, and the words of drivers and frameworks. */
const INNER =
  /\n|\bat \S+:\d+|node_modules|\.[jt]s\b|\[object|\bundefined\b|\bNaN\b|\bFROM\b|sqlstate|postgres|typeorm|constraint|syntax|out of range|unexpected|(?:FST|HPE|ERR)_|fastify|nest(?:js)?\b|TypeError/;

function expectProblem(answer: Answer, row: Pick<Row, 'errors' | 'detail'>, path?: string): void {
  const { status, body, headers: answered } = answer;
  expect(answered.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    status,
    title: expect.stringMatching(/^[A-Z]/),
    type: expect.stringMatching(/^http:.*\/problems\/[a-z-]+\/$/),
    request_id: answered.get('x-request-id'),
    detail: expect.stringMatching(row.detail ?? /\S/),
    ...(path === undefined ? {} : { instance: path }),
  });
  expect(`${body.title} ${body.detail}`).not.toMatch(INNER);
  const errors = (body.errors ?? []) as { field: string; message: string }[];
  const wanted = Object.entries(row.errors ?? {});
  expect(errors.map(({ field }) => field).sort()).toEqual(wanted.map(([field]) => field).sort());
  for (const { field, message } of errors) {
    expect(message).toMatch(wanted.find(([name]) => name === field)![1]);
    expect(message).not.toMatch(INNER);
  }
}

async function tryRow(row: Row, slash: boolean): Promise<void> {
  const [verb = '', target = ''] = filled(row.request).split(/ (.*)/s);
  const address = slash ? target : target.replace(/\/+(?=\?|$)/, '');
  const given = Object.entries(row.headers ?? {}).map(([name, value]) => [name, filled(value)]);
  const answer = await t.api.send(verb, address, {
    json: row.json,
    ...(row.raw === undefined ? {} : { raw: row.raw }),
    headers: Object.fromEntries(given) as Record<string, string>,
    ...(row.anonymous ? {} : { token: user.token }),
  });
  sent += 1;
  const { status, headers: answered, text } = answer;
  if (status !== row.status) {
    const line = t.logged.find((it) => it['error'] && text.includes(String(it['request_id'])));
    const cause = line === undefined ? '' : (line['error'] as string).slice(0, 400);
    throw new Error(`Expected ${row.status}, got ${status}: ${text.slice(0, 300)} ${cause}`);
  }
  for (const [name, value] of Object.entries(row.answers ?? {})) {
    expect(answered.get(name)).toMatch(value);
  }
  if (verb === 'HEAD') expect(text).toBe('');
  else if (status >= 400) expectProblem(answer, row, address.split('?')[0]);
}

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  test.each(rows.map((row) => [row.request.slice(0, 60), row.name, row] as const))(
    '%s: %s',
    async (__, ___, row) => {
      for (const slash of [true, false]) await tryRow(row, slash);
    },
  );
});

describe('on the wire', () => {
  /** Sends lines as they are; answers the status and the problem. */
  async function wired(start: string, ...lines: string[]): Promise<Answer> {
    const { hostname, port } = new URL(t.api.origin);
    const socket = connect(Number(port), hostname);
    const token = `Authorization: Bearer ${user.token}`;
    const head = [filled(start), `Host: ${hostname}:${port}`, token, ...lines, 'Connection: close'];
    socket.write(latin1(`${head.join('\r\n')}\r\n\r\n`));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    sent += 1;
    const [top = '', text = ''] = Buffer.concat(chunks)
      .toString()
      .split(/\r\n\r\n([^]*)/);
    const pairs = top
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(/: ?(.*)/s).slice(0, 2));
    return {
      status: Number(top.slice(9, 12)),
      headers: new Headers(pairs),
      body: JSON.parse(text),
      text,
    };
  }

  test.each<[string, string[], number]>([
    ['GET /me/sessions/ HTTP/1.1', ['If-None-Match: "a\x01b"'], 400],
    ['GET /me/likes/ HTTP/1.1', ['If-None-Match: "a\0b"'], 400],
    ['PATCH /movies/{movie}/ HTTP/1.1', ['If-Match: "\x7f"', 'Content-Length: 0'], 400],
    ['DELETE /movies/{movie}/ HTTP/1.1', ['If-Match: "a"', 'If-Match: "b"'], 412],
    ['DELETE /movies/{movie}/ HTTP/1.1', ['If-Match:'], 400],
    ['POST /logout/all/ HTTP/1.1', ['Idempotency-Key: a\x01', 'Content-Length: 0'], 400],
    ['POST /logout/all/ HTTP/1.1', ['Idempotency-Key: a\0', 'Content-Length: 0'], 400],
    ['POST /logout/all/ HTTP/1.1', ['Idempotency-Key: a', 'Idempotency-Key: b'], 400],
    ['POST /logout/all/ HTTP/1.1', ['Idempotency-Key:', 'Content-Length: 0'], 400],
    ['POST /logout/all/ HTTP/1.1', ['Content-Length: x'], 400],
    ['DELETE /me/ HTTP/1.1', ['Content-Type: application/json', 'Transfer-Encoding: x'], 400],
    ['DELETE /me/ HTTP/1.1', ['Content-Length: 2', 'Content-Length: 5'], 400],
    ['DELETE /me/sessions/../ HTTP/1.1', [], 404],
    ['GET /users/../movies/ HTTP/1.1', [], 404],
    ['GET /users/{self}\\..\\ HTTP/1.1', [], 404],
    ['GET /me/sessions/ HTTP/1.1', [`X-Long: ${'a'.repeat(20_000)}`], 431],
    ['get /me/ HTTP/1.1', [], 405],
  ])('%s, %j is %i', async (start, lines, status) => {
    const answer = await wired(start, ...lines);
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
    expectProblem(answer, {});
  });
});

test.each(
  words('/me/ /me/sessions/ /me/movies/ /me/likes/ /me/comments/ /users/{self}/').concat(
    words('/comments/{comment}/ /comments/{comment}/replies/ /comments/999999/ /me/likes/?page=0'),
  ),
)('HEAD %s answers as GET does, without a body', async (path) => {
  const { token } = user;
  const get = await t.api.get(filled(path), { token });
  const head = await t.api.send('HEAD', filled(path), { token });
  expect([head.status, head.text]).toEqual([get.status, '']);
  for (const name of ['content-type', 'content-length', 'etag', 'cache-control', 'vary']) {
    expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  }
});

describe('after all that', () => {
  test('everything is as it was', async () => {
    expect(sent).toBeGreaterThan(150);
    expect(await everything()).toEqual(before);
  });

  test('the server serves, and the user is still there', async () => {
    expect((await t.api.get('/health/ready/')).status).toBe(200);
    const { token } = user;
    expect((await t.api.get('/me/sessions/', { token })).body.count).toBe(2);
    const answered = await t.api.patch(`/comments/${scene.comment}/`, { text: 'x' }, { token });
    expect(answered.status).toBe(200);
    expect(
      (await t.api.delete('/me/', { token, json: { current_password: PASSWORD } })).status,
    ).toBe(204);
  });

  test('nothing was an internal error', () => {
    const errors = t.logged.filter(({ level }) => (level as number) >= 50);
    const kinds = errors.map((line) => String(line['error']).split('\n', 1)[0]!.slice(0, 80));
    expect([...new Set(kinds)]).toEqual([]);
  });
});
