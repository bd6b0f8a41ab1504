import { gzipSync } from 'node:zlib';
import { next, PASSWORD, type TestUser } from '../support/factories.js';

/** What stands in the database before the first request. */
export interface Scene {
  readonly user: TestUser;
  /** Never changed. */
  readonly movie: number;
  /** Changed by every request that is accepted. */
  readonly canvas: number;
  /** Released on 1999-03-31. */
  readonly dated: number;
  /** Has the IMDb id tt0068646. */
  readonly famous: number;
  /** On `movie`, with `reply` below it. */
  readonly comment: number;
  readonly reply: number;
  /** A comment on another movie. */
  readonly foreign: number;
  /** A deleted comment on `movie` that has a reply. */
  readonly tombstone: number;
  /** A movie and a comment on it that requests try to delete, and must not. */
  readonly spare: number;
  readonly spareComment: number;
}

/** One request and what has to come of it. */
export interface Row {
  readonly name: string;
  /** Verb and address; `{movie}` and the other ids of the scene are filled in. */
  readonly request: string;
  readonly json?: object | ((scene: Scene) => object);
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  /** Without a token; other requests than GET and HEAD carry one. */
  readonly anonymous?: true;
  /** With a session of its own, which nothing is lost with. */
  readonly ownSession?: true;
  readonly status: number | readonly number[];
  /** Exactly these fields are complained of. Without it the problem has no `errors`. */
  readonly errors?: Record<string, RegExp>;
  readonly detail?: RegExp;
  /** Headers of the answer. */
  readonly answers?: Record<string, RegExp>;
  /** What the answer's body has among other things. */
  readonly body?: object;
}

/** What is sent byte by byte; `{host}` is filled in. */
export interface WireRow extends Omit<
  Row,
  'request' | 'json' | 'raw' | 'headers' | 'anonymous' | 'ownSession'
> {
  readonly wire: string | Uint8Array;
  /** The client says that nothing more comes. */
  readonly halfClose?: true;
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 44 ? text : `${[...text].slice(0, 40).join('')}… (${text.length})`;
};
const parameter = (name: string, value: string): string => `${name}=${encodeURIComponent(value)}`;
const EMOJI = '😀';
/** Texts without blanks, and texts of one line each. */
const words = (text: string): string[] => text.trim().split(/\s+/);
const lines = (text: string): string[] => text.trim().split(/\s*\n\s*/);
const named = (name: string, row: Row): Row => ({ ...row, name });
const COMMENTS = 'POST /movies/{movie}/comments/';
const LIKE = 'POST /movies/{movie}/like/';

/** What is answered with 400 for the reasons given. */
const refused = (
  name: string,
  request: string,
  json: Row['json'],
  errors: Record<string, RegExp>,
): Row => ({ name, request, json, status: 400, errors });
/** The same for a body that is sent as it is. */
const unread = (name: string, request: string, raw: string | Uint8Array, detail: RegExp): Row => ({
  name,
  request,
  raw,
  status: 400,
  detail,
});
const rawRow = (
  name: string,
  request: string,
  raw: string | Uint8Array,
  status: number,
  more: Partial<Row> = {},
): Row => ({ name, request, raw, status, ...more });

/** A movie that is not stored, for the reasons given. */
const noMovie = (fields: object, errors: Record<string, RegExp>, status = 400): Row => ({
  name: short(fields),
  request: 'POST /movies/',
  json: { title: 'x', ...fields },
  status,
  errors,
});

const noPatch = (fields: object, errors: Record<string, RegExp>, movie = '{canvas}'): Row => ({
  name: short(fields),
  request: `PATCH /movies/${movie}/`,
  json: fields,
  status: 400,
  errors,
});

/** A change that is made, and is stored as `stored` (as sent, where it does not say). */
const patch = (fields: object, stored: object = fields): Row => ({
  name: short(fields),
  request: 'PATCH /movies/{canvas}/',
  json: fields,
  status: 200,
  body: stored,
});

// ——— What is not JSON in UTF-8

const NOT_JSON: Record<string, string | Uint8Array> = {
  'cut in the object': '{"title":"x"',
  'cut in a text': '{"title":"x',
  'cut after a key': '{"title"',
  'cut after the colon': '{"title":',
  'a trailing comma': '{"title":"x",}',
  'a trailing comma in a list': '{"title":"x","cast":["a",]}',
  'a missing comma': '{"title":"x" "year":1999}',
  NaN: '{"title":"x","year":NaN}',
  Infinity: '{"title":"x","year":-Infinity}',
  undefined: '{"title":undefined}',
  'single quotes': "{'title':'x'}",
  'a key without quotes': '{title:"x"}',
  'a comment': '{"title":"x"} // y',
  'a leading zero': '{"title":"x","year":01999}',
  'a leading plus': '{"title":"x","year":+1999}',
  'a hexadecimal number': '{"title":"x","year":0x7cf}',
  'a number that ends in a point': '{"title":"x","year":1999.}',
  'two documents': '{"title":"x"}{"title":"y"}',
  'something behind it': '{"title":"x"} y',
  'a line break in a text': '{"title":"a\nb"}',
  'a bare NUL in a text': '{"title":"a\0b"}',
  'an unknown escape': String.raw`{"title":"\x41"}`,
  'a cut escape': String.raw`{"title":"\u12"}`,
  'True instead of true': '{"title":True}',
  'white space alone': ' \t\r\n ',
  'a no-break space before it': '\u00a0{"title":"x"}',
  'a form': 'title=x&year=1999',
  XML: '<movie><title>x</title></movie>',
  'the byte order mark alone': '\ufeff',
  '10,000 brackets that never close': '['.repeat(10_000),
  'UTF-16 without a byte order mark': Buffer.from('{"title":"x"}', 'utf16le'),
};

const NOT_UTF8: Record<string, Uint8Array> = {
  'a byte FF': latin1('{"title":"\xff"}'),
  'Latin-1': latin1('{"title":"Am\xe9lie"}'),
  'an overlong NUL': latin1('{"title":"\xc0\x80"}'),
  'an overlong quote': latin1('{"title":"\xc0\xa2"}'),
  'an encoded surrogate': latin1('{"title":"\xed\xa0\x80"}'),
  'a character cut in two': latin1('{"title":"\xf0\x9f\x98"}'),
  'past U+10FFFF': latin1('{"title":"\xf4\x90\x80\x80"}'),
  'a stray continuation byte in a key': latin1('{"ti\x80tle":"x"}'),
  'UTF-16 with a byte order mark': Buffer.from('\ufeff{"title":"x"}', 'utf16le'),
};

const NOT_AN_OBJECT = [
  'null',
  '[]',
  '[{"title":"x"}]',
  '5',
  '"title"',
  '""',
  'true',
  '0',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
];

/** Padded with spaces to a number of bytes. */
const padded = (size: number): string => '{"title":"100 KiB"}'.padEnd(size, ' ');
const nested = (depth: number, open: string, close: string, inside = ''): string =>
  `${open.repeat(depth)}${inside}${close.repeat(depth)}`;

const documents: Row[] = [
  ...Object.entries(NOT_JSON).map(([name, raw]): Row => ({
    name,
    request: 'POST /movies/',
    raw,
    status: 400,
    detail: /JSON/,
  })),
  ...Object.entries(NOT_UTF8).map(([name, raw]): Row => ({
    name,
    request: 'POST /movies/',
    raw,
    status: 400,
    detail: /UTF-8/,
  })),
  ...NOT_AN_OBJECT.map((raw): Row => ({
    name: short(raw),
    request: 'POST /movies/',
    raw,
    status: 400,
    detail: /object/,
  })),
  {
    name: 'an empty body',
    request: 'POST /movies/',
    raw: '',
    status: 400,
    errors: { title: /required/ },
  },
  { name: 'no body', request: 'POST /movies/', status: 400, errors: { title: /required/ } },
  { name: 'an empty change', request: 'PATCH /movies/{canvas}/', json: {}, status: 200 },
  {
    name: 'a byte order mark before it',
    request: 'POST /movies/',
    raw: '\ufeff{"title":"BOM"}',
    status: 201,
    body: { title: 'BOM' },
  },
  {
    name: 'the same key twice: the last one counts',
    request: 'POST /movies/',
    raw: '{"title":"one","title":"two"}',
    status: 201,
    body: { title: 'two' },
  },
  {
    name: 'an escaped key',
    request: 'POST /movies/',
    raw: String.raw`{"t\u0069tle":"escaped"}`,
    status: 201,
    body: { title: 'escaped' },
  },
  {
    name: 'white space around it',
    request: 'POST /movies/',
    raw: '\r\n\t {"title":"blanks"} \n',
    status: 201,
  },
  {
    name: 'lists 10,000 deep',
    request: 'POST /movies/',
    raw: `{"title":"x","cast":${nested(10_000, '[', ']')}}`,
    status: 400,
    errors: { 'cast.0': /text/ },
  },
  {
    name: 'lists 50,000 deep',
    request: 'POST /movies/',
    raw: `{"title":"x","cast":${nested(50_000, '[', ']')}}`,
    status: 400,
    errors: { 'cast.0': /text/ },
  },
  {
    name: 'objects 15,000 deep',
    request: 'POST /movies/',
    raw: `{"title":"x","director":${nested(15_000, '{"a":', '}', '1')}}`,
    status: 400,
    errors: { director: /text/ },
  },
  {
    name: 'an unknown field 15,000 deep',
    request: 'POST /movies/',
    raw: `{"title":"x","deep":${nested(15_000, '{"a":', '}', '1')}}`,
    status: 400,
    errors: { deep: /not a known field/ },
  },
  {
    name: 'a comment 10,000 deep',
    request: COMMENTS,
    raw: `{"text":${nested(10_000, '[', ']')}}`,
    status: 400,
    errors: { text: /text/ },
  },
  {
    name: 'a sign-in 10,000 deep',
    request: 'POST /login/',
    raw: `{"username":"x","password":${nested(10_000, '[', ']')}}`,
    status: 400,
    errors: { password: /text/ },
  },
  {
    name: 'a number past every range',
    request: 'POST /movies/',
    raw: '{"title":"x","year":1e999}',
    status: 400,
    errors: { year: /integer/ },
  },
  {
    name: 'a number of 1,000 digits',
    request: 'POST /movies/',
    raw: `{"title":"x","year":${'9'.repeat(1000)}}`,
    status: 400,
    errors: { year: /integer/ },
  },
  {
    name: 'whole numbers, however written',
    request: 'PATCH /movies/{canvas}/',
    raw: '{"year":1.999e3,"runtime_minutes":120.0}',
    status: 200,
    body: { year: 1999, runtime_minutes: 120 },
  },
  {
    name: 'exactly 100 KiB',
    request: 'POST /movies/',
    raw: padded(102_400),
    status: 201,
    body: { title: '100 KiB' },
  },
  {
    name: 'one byte more',
    request: 'POST /movies/',
    raw: padded(102_401),
    status: 413,
    detail: /100 KiB/,
  },
  {
    name: 'too large to be looked at',
    request: 'POST /movies/',
    raw: '{'.padEnd(150_000, ' '),
    status: 413,
    detail: /100 KiB/,
  },
  {
    name: 'too large to sign in',
    request: 'POST /login/',
    raw: padded(102_401),
    status: 413,
    detail: /100 KiB/,
  },
  {
    name: 'too large a comment',
    request: COMMENTS,
    raw: padded(102_401),
    status: 413,
    detail: /100 KiB/,
  },
  {
    name: 'too large a like',
    request: LIKE,
    raw: padded(102_401),
    status: 413,
    detail: /100 KiB/,
  },
];

// ——— Media types

const typed = (type: string, status: number, more: Partial<Row> = {}): Row => ({
  name: type,
  request: 'POST /movies/',
  raw: '{"title":"typed"}',
  headers: { 'content-type': type },
  status,
  ...(status === 415 ? { detail: /application\/json/ } : {}),
  ...more,
});

const mediaTypes: Row[] = [
  ...[
    'text/plain',
    'text/json',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/merge-patch+json',
    'application/problem+json',
    'application/jsonx',
    'application/json-patch+json',
    'json',
    '*/*',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json;charset="iso-8859-1"',
    'application/json; charset=utf-8-evil',
  ].map((type) => typed(type, 415)),
  ...[
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json;charset=utf8',
    'Application/JSON',
    'application/json; profile="x"',
  ].map((type) => typed(type, 201)),
  typed('application/merge-patch+json', 415, {
    name: 'a merge patch',
    request: 'PATCH /movies/{canvas}/',
  }),
  typed('text/plain', 415, { name: 'a like in plain text', request: LIKE }),
  typed('text/plain', 415, { name: 'a sign-in in plain text', request: 'POST /login/' }),
  typed('application/json', 200, {
    name: 'a media type and nothing of it',
    request: LIKE,
    raw: '',
  }),
  {
    name: 'packed with gzip',
    request: 'POST /movies/',
    raw: gzipSync('{"title":"packed"}'),
    headers: { 'content-encoding': 'gzip' },
    status: [400, 415],
  },
];

// ——— Names: of nothing, of what only the server writes, of JavaScript's own things

const unknown = (request: string, known: object, field: string, meant?: string): Row => ({
  name: field === '' ? 'the empty name' : field.slice(0, 30),
  request,
  json: { ...known, [field]: 'x' },
  status: 400,
  errors: {
    [field]:
      meant === undefined
        ? /is not a known field$/
        : new RegExp(`known field.*did you mean ${meant}\\?`),
  },
});

const registration = (fields: object = {}): object => {
  const username = `guest${next()}`;
  return { username, email: `${username}@example.org`, password: PASSWORD, ...fields };
};

const names: Row[] = [
  unknown('POST /movies/', { title: 'x' }, 'titel', 'title'),
  unknown('POST /movies/', { title: 'x' }, 'realease_date', 'release_date'),
  unknown('POST /movies/', { title: 'x' }, 'Year', 'year'),
  unknown('POST /movies/', { title: 'x' }, 'imdbId', 'imdb_id'),
  unknown('POST /movies/', { title: 'x' }, 'runtimeMinutes', 'runtime_minutes'),
  unknown('PATCH /movies/{canvas}/', {}, 'langauge', 'language'),
  unknown('POST /movies/', { title: 'x' }, 'budget'),
  unknown('POST /movies/', { title: 'x' }, 'source_id'),
  unknown('POST /movies/', { title: 'x' }, 'creator_id'),
  unknown('POST /movies/', { title: 'x' }, ''),
  unknown('POST /movies/', { title: 'x' }, 'n'.repeat(1000)),
  unknown('POST /movies/', { title: 'x' }, 'a"b\'; --'),
  unknown('POST /movies/', { title: 'x' }, 'toString'),
  unknown('POST /movies/', { title: 'x' }, 'hasOwnProperty'),
  unknown('POST /movies/', { title: 'x' }, 'constructor'),
  unknown('POST /movies/', { title: 'x' }, 'prototype'),
  unknown('POST /movies/', { title: 'x' }, '__defineGetter__'),
  unknown('POST /movies/', { title: 'x' }, 'then'),
  unknown('PATCH /movies/{canvas}/', {}, 'constructor'),
  unknown(COMMENTS, { text: 'x' }, 'txt', 'text'),
  unknown(COMMENTS, { text: 'x' }, 'parentId', 'parent_id'),
  unknown(LIKE, {}, 'movie'),
  { ...unknown('POST /logout/', {}, 'all'), ownSession: true },
  unknown('DELETE /movies/{spare}/', {}, 'force'),
  unknown('DELETE /comments/{spareComment}/', {}, 'constructor'),
  unknown('POST /login/', { username: 'x', password: 'x' }, 'passwrod', 'password'),
  unknown(
    'POST /register/',
    { username: 'nobody', email: 'n@example.org', password: PASSWORD },
    'user_name',
    'username',
  ),
  unknown(
    'POST /register/',
    { username: 'nobody', email: 'n@example.org', password: PASSWORD },
    'is_admin',
  ),
  {
    name: 'two at once',
    request: 'POST /movies/',
    json: { title: 'x', foo: 1, titel: 2 },
    status: 400,
    errors: { foo: /known field/, titel: /title/ },
  },
  {
    name: 'every fault at once',
    request: 'POST /movies/',
    json: { title: ' ', year: 'x', foo: 1, id: 5, cast: ['a', 5] },
    status: 400,
    errors: {
      title: /blank/,
      year: /integer/,
      foo: /known field/,
      id: /read-only/,
      'cast.1': /text/,
    },
  },
  ...[
    'id',
    'creator',
    'like_count',
    'comment_count',
    'liked_by_me',
    'created_at',
    'updated_at',
    'url',
  ].flatMap((field) => [
    noMovie({ [field]: 1 }, { [field]: /read-only/ }),
    noPatch({ [field]: null }, { [field]: /read-only/ }),
  ]),
  ...['id', 'movie_id', 'author', 'reply_count', 'created_at', 'edited_at'].map((field): Row => ({
    name: `a comment's ${field}`,
    request: COMMENTS,
    json: { text: 'x', [field]: 1 },
    status: 400,
    errors: { [field]: /read-only/ },
  })),
  ...['id', 'role', 'created_at'].map((field): Row => ({
    name: `a user's ${field}`,
    request: 'POST /register/',
    json: () => registration({ [field]: 'admin' }),
    status: 400,
    errors: { [field]: /read-only/ },
  })),
  ...[
    '{"title":"x","__proto__":{"role":"admin"}}',
    String.raw`{"title":"x","\u005f_proto__":{"role":"admin"}}`,
    '{"title":"x","cast":[{"__proto__":null}]}',
    '{"__proto__":{"title":"x"}}',
    '{"title":"x","constructor":{"prototype":{"role":"admin"}}}',
  ].map((raw): Row => ({
    name: raw,
    request: 'POST /movies/',
    raw,
    status: 400,
    detail: /__proto__|constructor/,
  })),
];

// ——— Characters that nothing can store

const BROKEN: Record<string, [string, RegExp]> = {
  'a NUL': ['a\0b', /NUL/],
  'a lone high surrogate': ['a\ud800b', /surrogate/],
  'a lone low surrogate': ['\udc00', /surrogate/],
};

const TEXT_FIELDS = [
  'title',
  'original_title',
  'description',
  'director',
  'language',
  'poster_url',
  'imdb_id',
  'release_date',
];

const characters: Row[] = [
  ...Object.entries(BROKEN).flatMap(([what, [text, complaint]]) => [
    ...TEXT_FIELDS.map((field) => ({
      ...noMovie({ [field]: text }, { [field]: complaint }),
      name: `${what} in ${field}`,
    })),
    ...['genres', 'cast'].map((field) => ({
      ...noMovie({ [field]: ['a', text] }, { [`${field}.1`]: complaint }),
      name: `${what} in ${field}.1`,
    })),
    ...['username', 'email', 'password'].map((field): Row => ({
      name: `${what} in ${field}`,
      request: 'POST /register/',
      json: () => registration({ [field]: `${text}${PASSWORD}` }),
      status: 400,
      errors: { [field]: complaint },
    })),
    ...['username', 'password'].map((field): Row => ({
      name: `${what} in ${field}`,
      request: 'POST /login/',
      json: { username: 'x', password: 'x', [field]: text },
      status: 400,
      errors: { [field]: complaint },
    })),
    {
      name: `${what} in a comment`,
      request: COMMENTS,
      json: { text },
      status: 400,
      errors: { text: complaint },
    },
    {
      name: `${what} in a change`,
      request: 'PATCH /movies/{canvas}/',
      json: { director: text },
      status: 400,
      errors: { director: complaint },
    },
    {
      name: `${what} in a list in a list`,
      request: 'PATCH /movies/{canvas}/',
      json: { cast: ['a', [text]] },
      status: 400,
      errors: { 'cast.1.0': complaint },
    },
    {
      name: `${what} in an unknown field`,
      request: 'PATCH /movies/{canvas}/',
      json: { foo: { bar: text } },
      status: 400,
      errors: { 'foo.bar': complaint },
    },
  ]),
  {
    name: 'a NUL in a key',
    request: 'POST /movies/',
    json: { title: 'x', 'ti\0tle': 'x' },
    status: 400,
    errors: { 'ti\u2400tle': /NUL/ },
  },
  {
    name: 'a lone surrogate in a key',
    request: 'POST /movies/',
    json: { title: 'x', 'a\ud800': 'x' },
    status: 400,
    errors: { 'a\ufffd': /surrogate/ },
  },
  {
    name: 'a NUL in the key of a like',
    request: LIKE,
    json: { 'a\0': 1 },
    status: 400,
    errors: { 'a\u2400': /./ },
  },
  {
    name: 'a lone surrogate in the key of a like',
    request: LIKE,
    json: { 'a\ud800': 1 },
    status: 400,
    errors: { 'a\ufffd': /./ },
  },
  patch({ title: 'Ame\u0301lie' }, { title: 'Amélie' }),
  patch(
    { cast: ['  Rene\u0301e  '], genres: ['Dra\u0301ma'] },
    { cast: ['Renée'], genres: ['Dráma'] },
  ),
  patch({ title: '\u2028\ufeff trimmed\u3000\t' }, { title: 'trimmed' }),
  patch(
    {
      original_title: ' ',
      director: '\t',
      description: '',
      poster_url: ' ',
      imdb_id: '',
      language: ' ',
      release_date: '',
    },
    {
      original_title: null,
      director: null,
      description: null,
      poster_url: null,
      imdb_id: null,
      language: null,
      release_date: null,
    },
  ),
  ...[
    "'); DROP TABLE movies; --",
    '<script>alert("x")</script>',
    '{{7*7}} ${7*7} %s %n $1',
    'a\\"b\\\\c',
    'control \u0001\u001f\u007f\u0085 characters',
    'line\r\nBcc: evil@example.org',
    '\u2028 \u2029 \u202e RTL \u202c \u200b',
    '\ufffe \uffff \u{10ffff}',
    '👨‍👩‍👧‍👦 🏳️‍🌈',
    'null',
    '\u0301',
    '¨',
  ].flatMap((text) => [
    patch({ title: text }, { title: text.normalize('NFC').trim() }),
    patch(
      {
        title: 'x',
        original_title: text,
        description: text,
        director: text,
        cast: [text, 'a,b', '{}', 'NULL', '"', '\\'],
      },
      {
        original_title: text.trim(),
        description: text.trim(),
        director: text.trim(),
        cast: [text.trim(), 'a,b', '{}', 'NULL', '"', '\\'],
      },
    ),
  ]),
  patch({ title: '\u0301', original_title: 'a title' }),
];

// ——— Lengths

const limits: Row[] = [
  ...(
    [
      ['title', 255],
      ['original_title', 255],
      ['director', 255],
      ['description', 10_000],
    ] as const
  ).flatMap(([field, max]) => [
    named(`${field} of ${max}`, patch({ [field]: EMOJI.repeat(max) })),
    {
      ...noPatch({ [field]: EMOJI.repeat(max + 1) }, { [field]: new RegExp(`at most ${max}`) }),
      name: `${field} of ${max + 1}`,
    },
  ]),
  ...(
    [
      ['genres', 50],
      ['cast', 255],
    ] as const
  ).flatMap(([field, max]) => [
    named(`${field}.1 of ${max}`, patch({ [field]: ['a', EMOJI.repeat(max)] })),
    {
      ...noPatch(
        { [field]: ['a', EMOJI.repeat(max + 1)] },
        { [`${field}.1`]: new RegExp(`at most ${max}`) },
      ),
      name: `${field}.1 of ${max + 1}`,
    },
  ]),
  ...(
    [
      ['genres', 10],
      ['cast', 100],
    ] as const
  ).flatMap(([field, max]) => {
    const list = Array.from({ length: max + 1 }, (_, index) => `${field} ${index}`);
    return [
      named(`${max} ${field}`, patch({ [field]: list.slice(1) })),
      {
        ...noPatch({ [field]: list }, { [field]: new RegExp(`at most ${max}`) }),
        name: `${max + 1} ${field}`,
      },
    ];
  }),
  {
    ...patch({ title: 'e\u0301'.repeat(255) }, { title: 'é'.repeat(255) }),
    name: '255 characters of 510 code points before NFC',
  },
  {
    ...noPatch({ title: '\u0958'.repeat(255) }, { title: /at most 255/ }),
    name: '255 characters that NFC makes 510',
  },
  {
    ...patch({ title: ` ${'a'.repeat(255)} ` }, { title: 'a'.repeat(255) }),
    name: '255 characters and blanks around',
  },
  {
    ...patch({ title: '㌖'.repeat(255) }),
    name: '255 characters that NFKD makes a word of 4,590 bytes',
  },
  {
    ...patch({ title: 'x', original_title: '㌖'.repeat(255) }),
    name: 'the same in original_title',
  },
  named('255 characters that NFKD makes 4,590', patch({ title: 'ﷺ'.repeat(255) })),
  named('128 words', patch({ title: 'a '.repeat(127) + 'b' })),
  {
    ...patch({ poster_url: `https://example.org/${'a'.repeat(2028)}` }),
    name: 'poster_url of 2,048',
  },
  {
    ...noPatch({ poster_url: `https://example.org/${'a'.repeat(2029)}` }, { poster_url: /2,?048/ }),
    name: 'poster_url of 2,049',
  },
  {
    name: 'a comment of 5,000',
    request: COMMENTS,
    json: { text: EMOJI.repeat(5000) },
    status: 201,
    body: { text: EMOJI.repeat(5000) },
  },
  {
    name: 'a comment of 5,001',
    request: COMMENTS,
    json: { text: EMOJI.repeat(5001) },
    status: 400,
    errors: { text: /at most 5,?000/ },
  },
  {
    name: 'a username of 30',
    request: 'POST /register/',
    json: () => registration({ username: `u${next()}`.padEnd(30, '_') }),
    status: 201,
  },
  {
    name: 'a username of 31',
    request: 'POST /register/',
    json: () => registration({ username: 'u'.repeat(31) }),
    status: 400,
    errors: { username: /30/ },
  },
  {
    name: 'a username of 2',
    request: 'POST /register/',
    json: () => registration({ username: 'ab' }),
    status: 400,
    errors: { username: /3/ },
  },
  {
    name: 'a password of 128',
    request: 'POST /register/',
    json: () => registration({ password: EMOJI.repeat(128) }),
    status: 201,
  },
  {
    name: 'a password of 129',
    request: 'POST /register/',
    json: () => registration({ password: EMOJI.repeat(129) }),
    status: 400,
    errors: { password: /128/ },
  },
  {
    name: 'a password of 7',
    request: 'POST /register/',
    json: () => registration({ password: EMOJI.repeat(7) }),
    status: 400,
    errors: { password: /8/ },
  },
  {
    name: 'an address of 260',
    request: 'POST /register/',
    json: () =>
      registration({
        email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.org`,
      }),
    status: 400,
    errors: { email: /address/ },
  },
  ...['title', 'original_title', 'director'].map((field) => ({
    ...patch({ title: 'x', [field]: ' a\u00a0\n b ' }, { [field]: 'a\u00a0\n b' }),
    name: `blanks within ${field}`,
  })),
];

// ——— Values of the wrong type, and outside what a field allows

const BLANKS = ['', '   ', '\t\n', '\u00a0', '\u3000', '\ufeff', '\u2028'];
const NOT_TEXTS = [5, 1.5, true, {}, ['x'], [['x']]];
const NOT_INTEGERS = ['1999', '', 1999.5, -1, 0, 1e308, 99_999, 4_294_967_296, true, {}, [1999]];
const NOT_LISTS = ['x', 5, true, {}, { 0: 'x', length: 1 }];
const NOT_NAMES: [unknown, RegExp][] = [
  [5, /text/],
  [null, /text/],
  [true, /text/],
  [['x'], /text/],
  [{}, /text/],
  ['', /blank/],
  [' \t', /blank/],
];
const NOT_DATES = [
  '2023-02-30',
  '2023-02-29',
  '1900-02-29',
  '2100-02-29',
  '2023-13-01',
  '2023-00-10',
  '2023-01-00',
  '2023-04-31',
  '2023-1-1',
  '1999',
  '1999-03',
  '1999-03-31T00:00:00Z',
  '31.03.1999',
  '03/31/1999',
  '0000-01-01',
  '1869-12-31',
  '2101-01-01',
  '+010000-01-01',
  '-000001-01-01',
  'infinity',
  'now',
  'yesterday',
  '١٩٩٩-٠٣-٣١',
  '1999-03-31 BC',
  '1999–03–31',
];
const NOT_LANGUAGES = ['xx', 'eng', 'e', 'en-US', 'english', 'e n', '12', 'ｅｎ', '🇬🇧'];
const NOT_ADDRESSES = [
  'javascript:alert(1)',
  'JavaScript://example.org/%0aalert(1)',
  'data:text/html,x',
  'ftp://example.org/x',
  'file:///etc/passwd',
  'http://',
  'https:///x',
  'http:/example.org',
  'http:example.org',
  '//example.org/x',
  '/x.jpg',
  'example.org/x.jpg',
  'https://exa mple.org/',
  'https://example.org/a b.jpg',
  'https://example.org/a\nb',
  'https://[::1',
  'https://example.org:99999/',
  'https://?x',
  'https://#x',
  ' javascript:alert(1)',
  'x https://example.org/',
  'httpss://example.org/',
  'https://%zz/',
];
const NOT_IMDB = [
  'tt123456',
  'tt12345678901',
  'nm0000001',
  '0068646',
  'tt',
  'ttabcdefg',
  'tt00686 46',
  'tt-0068646',
  'tt０８６４６００',
  'xtt0068647',
  'tt0068647x',
  'tt0068647\ntt0068648',
  'https://www.imdb.com/title/tt0068647/',
];

const values: Row[] = [
  ...BLANKS.flatMap((title) => [noMovie({ title }, { title: /blank/ })]),
  noMovie({ title: undefined }, { title: /required/ }),
  noMovie({ title: null }, { title: /./ }),
  noPatch({ title: null }, { title: /./ }),
  noPatch({ title: ' ' }, { title: /blank/ }),
  ...TEXT_FIELDS.flatMap((field) =>
    NOT_TEXTS.map((value) => noMovie({ [field]: value }, { [field]: /^must be / })),
  ),
  ...['year', 'runtime_minutes'].flatMap((field) =>
    NOT_INTEGERS.map((value) => noMovie({ [field]: value }, { [field]: /integer/ })),
  ),
  ...[1869, 2101].map((year) => noMovie({ year }, { year: /1870.*2100/ })),
  noMovie({ runtime_minutes: 1001 }, { runtime_minutes: /1.*1000/ }),
  ...['genres', 'cast'].flatMap((field) => [
    ...NOT_LISTS.map((value) => noMovie({ [field]: value }, { [field]: /list/ })),
    ...NOT_NAMES.map(([value, message]) =>
      noMovie({ [field]: ['a', value] }, { [`${field}.1`]: message }),
    ),
  ]),
  noMovie({ cast: ['a', 'b', 'c', '', 'd', 5] }, { 'cast.3': /blank/, 'cast.5': /text/ }),
  ...['a,b', 'a|b', ',', '|'].map((name) =>
    noMovie({ genres: ['Drama', name] }, { 'genres.1': /must not contain/ }),
  ),
  ...NOT_DATES.map((release_date) => noMovie({ release_date }, { release_date: /date/ })),
  ...NOT_LANGUAGES.map((language) => noMovie({ language }, { language: /639-1/ })),
  ...NOT_ADDRESSES.map((poster_url) => noMovie({ poster_url }, { poster_url: /http/ })),
  ...NOT_IMDB.map((imdb_id) => noMovie({ imdb_id }, { imdb_id: /tt/ })),
  ...TEXT_FIELDS.map((field) => noPatch({ [field]: 5 }, { [field]: /^must be / })),
  ...['year', 'runtime_minutes'].map((field) => noPatch({ [field]: '90' }, { [field]: /integer/ })),
  ...['genres', 'cast'].map((field) => noPatch({ [field]: 'a' }, { [field]: /list/ })),
  noMovie({ year: 1999, release_date: '2000-01-01' }, { year: /release_date/ }),
  noPatch({ year: 2000 }, { year: /release_date/ }, '{dated}'),
  noPatch({ year: null }, { year: /release_date/ }, '{dated}'),
  noPatch({ year: 2001, release_date: '2000-01-01' }, { year: /release_date/ }, '{dated}'),
  {
    ...noMovie({ imdb_id: 'tt0068646' }, { imdb_id: /movie {famous}\b/ }, 409),
    name: 'the IMDb id of another movie',
  },
  {
    ...noPatch({ imdb_id: ' tt0068646 ' }, { imdb_id: /movie {famous}\b/ }),
    status: 409,
    name: 'the IMDb id of another movie',
  },
  patch({ title: 'Canvas', language: ' EN ' }, { language: 'en' }),
  patch({ release_date: '2000-02-29' }, { release_date: '2000-02-29', year: 2000 }),
  patch({ release_date: null, year: 1870, runtime_minutes: 1 }),
  patch({ year: 2100, runtime_minutes: 1000 }),
  patch({ genres: ['Drama', 'drama', 'DRAMA'] }, { genres: ['Drama'] }),
  patch({ genres: null, cast: null, year: null }, { genres: [], cast: [], year: null }),
  patch({ poster_url: 'HTTPS://Example.ORG:8443/a.jpg?b=c#d' }),
  // Taken or refused; what is taken is answered in the form that the document promises (`uri`).
  ...[
    'https://example.org/Amélie.jpg',
    'https://amélie.example.org/',
    'https://example.org/<b>"',
    'https://example.org/a|b\\c^{d}`',
    'https://example.org/%zz',
    'https://example.org/\u0001',
    'https://example.org:8000:9000/',
  ].flatMap((poster_url) => [
    { ...noPatch({ poster_url }, { poster_url: /http/ }), status: [200, 400] },
    patch({ poster_url: null }),
  ]),
  named('the longest IMDb id', patch({ imdb_id: 'tt1234567890' })),
];

// ——— Comments, likes, accounts

const noComment = (name: string, json: Row['json'], errors: Record<string, RegExp>): Row => ({
  name,
  request: COMMENTS,
  json,
  status: 400,
  errors,
});
const noAccount = (fields: object, errors: Record<string, RegExp>): Row => ({
  name: short(fields),
  request: 'POST /register/',
  json: () => registration(fields),
  status: 400,
  errors,
});
const noLike = (raw: string, more: Partial<Row> = {}): Row => ({
  name: `a like with ${raw}`,
  request: LIKE,
  raw,
  status: 400,
  ...more,
});

const people: Row[] = [
  ...BLANKS.map((text) => noComment(`text ${short(text)}`, { text }, { text: /blank/ })),
  ...[null, ...NOT_TEXTS].map((text) =>
    noComment(`text ${short(text)}`, { text }, { text: /text/ }),
  ),
  noComment('no text', {}, { text: /required/ }),
  ...['1', 'abc', '', 1.5, -1, 0, true, {}, [1], 1e300, 9_007_199_254_740_993].map((parent_id) =>
    noComment(`parent_id ${short(parent_id)}`, { text: 'x', parent_id }, { parent_id: /id/ }),
  ),
  noComment('an answer to nothing', { text: 'x', parent_id: 999_999 }, { parent_id: /comment/ }),
  noComment(
    'an answer to nothing far off',
    { text: 'x', parent_id: Number.MAX_SAFE_INTEGER },
    { parent_id: /comment/ },
  ),
  noComment('an answer to a reply', ({ reply }: Scene) => ({ text: 'x', parent_id: reply }), {
    parent_id: /reply/,
  }),
  noComment(
    'an answer on another movie',
    ({ foreign }: Scene) => ({ text: 'x', parent_id: foreign }),
    { parent_id: /same movie/ },
  ),
  noComment(
    'an answer to a deleted comment',
    ({ tombstone }: Scene) => ({ text: 'x', parent_id: tombstone }),
    { parent_id: /comment/ },
  ),
  {
    name: 'a comment that answers nothing',
    request: COMMENTS,
    json: { text: ' e\u0301"\\\u0001\u{10ffff}<b> ', parent_id: null },
    status: 201,
    body: { text: 'é"\\\u0001\u{10ffff}<b>', parent_id: null },
  },
  noLike('{"a":1}', { errors: { a: /not a known field/ } }),
  ...['[]', '[1]', '5', 'null', 'false', '""'].map((raw) => noLike(raw, { detail: /body/ })),
  noLike('{', { detail: /JSON/ }),
  noLike('{}', { status: 200 }),
  noLike('', { request: 'POST /movies/{movie}/like/?a=1', errors: { a: /not a known parameter/ } }),
  ...[
    'no-at.example.org',
    'a@b',
    'a@@example.org',
    'a b@example.org',
    '@example.org',
    'a@',
    'Ada <a@example.org>',
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org, b@example.org',
    'a@exam ple.org',
    'é@example.org',
    'a@-example.org',
    'a@example..org',
    '',
    5,
    null,
    {},
    ['a@example.org'],
  ].map((email) => noAccount({ email }, { email: /./ })),
  ...['a b', 'ada/lovelace', 'adä', 'ada@example.org', 'аda', '<b>', '', 5, null, {}, ['ada']].map(
    (username) => noAccount({ username }, { username: /./ }),
  ),
  ...[5, null, {}, ['a password'], ''].map((password) =>
    noAccount({ password }, { password: /./ }),
  ),
  {
    name: 'nothing to register',
    request: 'POST /register/',
    json: {},
    status: 400,
    errors: { username: /required/, email: /required/, password: /required/ },
  },
  {
    name: 'nothing to sign in with',
    request: 'POST /login/',
    json: {},
    status: 400,
    errors: { username: /required/, password: /required/ },
  },
  {
    name: "MongoDB's operators",
    request: 'POST /login/',
    json: { username: { $ne: null }, password: { $ne: null } },
    status: 400,
    errors: { username: /text/, password: /text/ },
  },
  {
    name: "SQL's operators",
    request: 'POST /login/',
    json: { username: "' OR 1=1 --", password: "' OR 1=1 --" },
    status: 401,
    detail: /wrong/,
    answers: { 'www-authenticate': /^Bearer/ },
  },
  {
    name: 'LIKE for a name',
    request: 'POST /login/',
    json: { username: '%', password: PASSWORD },
    status: 401,
    answers: { 'www-authenticate': /^Bearer/ },
  },
  {
    name: 'a name that is taken',
    request: 'POST /register/',
    json: ({ user }: Scene) => registration({ username: user.username.toUpperCase() }),
    status: 409,
    errors: { username: /taken/ },
  },
  {
    name: 'an address that is taken',
    request: 'POST /register/',
    json: ({ user }: Scene) => registration({ email: ` ${user.email.toUpperCase()} ` }),
    status: 409,
    errors: { email: /taken/ },
  },
];

// ——— Queries

const noQuery = (address: string, errors: Record<string, RegExp>): Row => ({
  name: address.length <= 70 ? address : `${address.slice(0, 66)}…`,
  request: `GET ${address}`,
  status: 400,
  errors,
});
const query = (address: string, status: number, more: Partial<Row> = {}): Row => ({
  name: address.length <= 70 ? address : `${address.slice(0, 66)}…`,
  request: `GET ${address}`,
  status,
  ...more,
});
const LISTS = [
  '/movies/',
  '/movies/search/?title=movie',
  '/movies/genre/?genre=Signs',
  '/movies/{movie}/like/',
  '/movies/{movie}/comments/',
];
const and = (address: string, parameters: string): string =>
  `${address}${address.includes('?') ? '&' : '?'}${parameters}`;
const ids = (count: number): string =>
  Array.from({ length: count }, (_, index) => index + 1).join(',');

const queries: Row[] = [
  ...[
    '0',
    '-1',
    '1.5',
    'abc',
    '',
    '1e3',
    '0x1',
    '%201',
    '+1',
    '1%20',
    'null',
    '1;2',
    '%D9%A1',
    '1%00',
  ].map((page) => noQuery(`/movies/?page=${page}`, { page: page === '1%00' ? /NUL/ : /integer/ })),
  ...['0', '101', '-1', '1.5', 'abc', '', '1e1', '999999999999999999999'].map((size) =>
    noQuery(`/movies/?page_size=${size}`, { page_size: /1 to 100/ }),
  ),
  noQuery('/movies/?page=1&page=2', { page: /once/ }),
  noQuery('/movies/?page_size=1&page_size=1', { page_size: /once/ }),
  noQuery('/movies/?page', { page: /integer/ }),
  noQuery('/movies/?page=0&page_size=0&foo=1', {
    page: /integer/,
    page_size: /integer/,
    foo: /known parameter/,
  }),
  ...LISTS.flatMap((list) => [
    noQuery(and(list, 'page=0'), { page: /integer/ }),
    noQuery(and(list, 'page_size=101'), { page_size: /1 to 100/ }),
    noQuery(and(list, 'pagesize=5'), { pagesize: /did you mean page_size\?/ }),
    query(and(list, 'page=999'), 404, { detail: /no page 999/ }),
    query(and(list, `page=${'9'.repeat(40)}&page_size=100`), 404),
    query(and(list, 'page=9007199254740991&page_size=100'), 404),
  ]),
  query('/movies/{canvas}/comments/?page=1', 200, {
    body: { count: 0, next: null, previous: null, results: [] },
  }),
  query('/movies/{canvas}/comments/?page=2', 404, { detail: /page/ }),
  query('/movies/?&&&', 200),
  noQuery('/movies/?genres=Drama', { genres: /did you mean genre\?/ }),
  noQuery('/movies/?Ordering=title', { Ordering: /did you mean ordering\?/ }),
  noQuery('/movies/?year_mni=1999', { year_mni: /did you mean year_min\?/ }),
  noQuery('/movies/search/?titel=x', { titel: /did you mean title\?/, title: /required/ }),
  noQuery('/movies/?limit=5', { limit: /is not a known parameter$/ }),
  noQuery('/movies/?page[]=1', { 'page[]': /known parameter/ }),
  noQuery('/movies/?page[$gt]=1', { 'page[$gt]': /known parameter/ }),
  noQuery('/movies/?=1', { '': /known parameter/ }),
  noQuery('/movies/?constructor=1', { constructor: /known parameter/ }),
  noQuery('/movies/?__proto__=1', { ['__proto__']: /known parameter/ }),
  noQuery('/movies/?toString=1', { toString: /known parameter/ }),
  noQuery('/movies/?ti%00tle=1', { 'ti\u2400tle': /NUL/ }),
  noQuery('/movies/{movie}/?fields=title', { fields: /known parameter/ }),
  noQuery('/movies/{movie}/?constructor=1', { constructor: /known parameter/ }),
  noQuery('/health/live/?verbose=1', { verbose: /known parameter/ }),
  ...[
    'rating',
    'id',
    '',
    ',',
    'title,',
    ',title',
    'title,title',
    'title,-title',
    '--title',
    '-',
    'TITLE',
    'title desc',
    'title;DROP TABLE movies',
    'constructor',
    '__proto__',
    '-toString',
    '1',
    'title%00',
  ].map((ordering) => noQuery(`/movies/?ordering=${ordering}`, { ordering: /must/ })),
  noQuery('/movies/?ordering=title&ordering=year', { ordering: /once/ }),
  noQuery('/movies/genre/?genre=Drama&ordering=rating', { ordering: /must/ }),
  noQuery('/movies/{movie}/comments/?ordering=text', { ordering: /must/ }),
  noQuery('/movies/{movie}/comments/?ordering=created_at,-created_at', { ordering: /must/ }),
  query('/movies/?ordering=%20-year%20,%20title', 200),
  ...['year', 'year_min', 'year_max'].flatMap((name) =>
    ['abc', '', '-1', '0', '1.5', '1999.0', '99999', '1e3', '19%2099', '99999999999999999999'].map(
      (year) => noQuery(`/movies/?${name}=${year}`, { [name]: /integer/ }),
    ),
  ),
  noQuery('/movies/search/?title=x&year=abc', { year: /integer/ }),
  noQuery('/movies/?year=1999&year=2000', { year: /once/ }),
  query('/movies/?year_min=2000&year_max=1999', 200, { body: { count: 0 } }),
  ...['a', '1,a', '1,,2', ',', '', '-1', '1.5', '1e3', '1|2', '1%00'].map((list) =>
    noQuery(`/movies/?ids=${list}`, { ids: /must/ }),
  ),
  noQuery('/movies/?ids=1&ids=2', { ids: /once/ }),
  noQuery(`/movies/?ids=${ids(101)}`, { ids: /at most 100/ }),
  query(`/movies/?ids=${ids(100)}`, 200),
  query('/movies/?ids=9223372036854775808,99999999999999999999,0', 200, {
    body: { count: 0, results: [] },
  }),
  ...['creator', 'liked_by'].flatMap((name) => [
    ...['abc', '', '-1', '1.5', '1,2'].map((id) =>
      noQuery(`/movies/?${name}=${id}`, { [name]: /id/ }),
    ),
    noQuery(`/movies/?${name}=1&${name}=2`, { [name]: /once/ }),
    ...['0', '9223372036854775808', '9'.repeat(50)].map((id) =>
      query(`/movies/?${name}=${id}`, 200, { body: { count: 0 } }),
    ),
  ]),
  ...[
    'Drama,Comedy|Crime',
    ',|',
    ',',
    '|',
    'Drama,',
    '|Drama',
    'Drama,,Comedy',
    'a'.repeat(1001),
    'Dr\0ma',
  ].flatMap((genre) =>
    ['/movies/', '/movies/genre/', '/movies/search/?title=x'].map((address) =>
      noQuery(and(address, parameter('genre', genre)), { genre: /must/ }),
    ),
  ),
  noQuery('/movies/genre/', { genre: /required/ }),
  noQuery('/movies/genre/?genre=%20', { genre: /required/ }),
  noQuery('/movies/genre/?genre=a&genre=b', { genre: /once/ }),
  query('/movies/genre/?genre=no%20such%20genre', 200, { body: { count: 0, results: [] } }),
  query(
    `/movies/genre/?${parameter('genre', Array.from({ length: 250 }, (_, index) => index).join('|'))}`,
    200,
    { body: { count: 0 } },
  ),
  noQuery('/movies/search/', { title: /required/ }),
  ...['', '%20', '%09%0a', '%c2%a0', '%ef%bb%bf'].map((title) =>
    noQuery(`/movies/search/?title=${title}`, { title: /required/ }),
  ),
  noQuery('/movies/search/?title=a&title=b', { title: /once/ }),
  noQuery('/movies/search/?title=a%00b', { title: /NUL/ }),
  noQuery(`/movies/search/?title=${'a'.repeat(256)}`, { title: /at most 255/ }),
  noQuery(`/movies/?title=${'a'.repeat(256)}`, { title: /at most 255/ }),
  noQuery('/movies/?language=%00', { language: /NUL/ }),
  noQuery('/movies/?imdb_id=%00', { imdb_id: /NUL/ }),
  ...[
    'title=%zz',
    'title=%',
    'title=%ff',
    'title=%ed%a0%80',
    'title=%c0%af',
    'title=%u0041',
    'title=100%',
    '%zz=1',
    'title=a&page=%e9',
  ].flatMap((text) =>
    ['/movies/', '/movies/search/', '/movies/{movie}/', '/movies/{movie}/comments/'].map(
      (address) => query(`${address}?${text}`, 400, { detail: /encoding/ }),
    ),
  ),
  query('/movies/?title=Movie%0d%0aSet-Cookie:%20a=b', 200, { body: { count: 0 } }),
  query('/movies/?title=Movie%0d%0a&page_size=1', 200, {
    answers: { link: /^<[^>\s]*>; rel="next"$/ },
  }),
];

/** What a search box is given: none of it is an operator, none of it an error. */
const TEXTS = [
  ...[
    '%',
    '_',
    "'",
    '"',
    '\\',
    '&',
    '|',
    '!',
    ':*',
    '<->',
    '(',
    ')',
    '()',
    '[',
    '{',
    '*',
    '?',
    '+',
    '$',
    '^',
    '.',
    '..',
    '/',
    '#',
    ';',
    '--',
    '~',
    '`',
    '´',
    '¨',
  ],
  ...[
    '%%%',
    '_%_',
    "''",
    "'':*",
    "a'",
    'a\\',
    "\\'",
    '\\\\',
    'a & b',
    'a | b',
    '!a',
    'a:*',
    "a':*B",
    'a <-> b',
    'a <2> b',
    '(a',
    'a)',
    '[a-',
    'a{99999}',
    '(?i)a',
    '*a',
    '$$',
    '$1',
    '%s%n',
    '\\0',
    '\\u0000',
    '{{7*7}}',
    '${7*7}',
  ],
  ...[
    "' OR '1'='1",
    "'; DROP TABLE movies; --",
    '1; SELECT pg_sleep(9)',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    'null',
    'NaN',
    'true',
    '0',
    '-1',
    '1e309',
    'constructor',
    '__proto__',
  ],
  ...[
    '😀',
    '👨‍👩‍👧‍👦',
    '\u202eevil\u202c',
    '\u200b',
    '\u200d',
    '\u0301',
    'Z\u0351\u036b\u0343',
    '\u0001',
    '\u007f',
    '\ufffd',
    '\ufffe',
    '\u{10ffff}',
    '½',
    'ß',
    'İ',
    'ǅ',
    '中文',
    'שלום',
    'a\tb\nc',
  ],
  ...[
    'a'.repeat(255),
    '9'.repeat(255),
    EMOJI.repeat(255),
    'a '.repeat(127) + 'a',
    '%'.repeat(255),
    "'".repeat(255),
    '('.repeat(255),
    '\\'.repeat(255),
    '㌖'.repeat(255),
    'ﷺ'.repeat(255),
    '𠀀'.repeat(255),
  ],
];

const texts: Row[] = [
  ...TEXTS.flatMap((text) => [
    named(`search ${short(text)}`, query(`/movies/search/?${parameter('title', text)}`, 200)),
    named(`title ${short(text)}`, query(`/movies/?${parameter('title', text)}`, 200)),
    ...(/[,|]/.test(text)
      ? []
      : [
          {
            ...query(`/movies/genre/?${parameter('genre', text)}`, 200, { body: { count: 0 } }),
            name: `genre ${short(text)}`,
          },
        ]),
    {
      ...query(
        `/movies/?${parameter('language', [...text].slice(0, 10).join(''))}&${parameter('imdb_id', [...text].slice(0, 20).join(''))}`,
        200,
      ),
      name: `language and imdb_id ${short(text)}`,
    },
  ]),
  // The scene has "100% pure_gold", "( [ *", "\ ' \"" and "Movie of signs" in the genre Signs.
  ...(
    [
      ['%', 1],
      ['_', 1],
      ['\\', 1],
      ["'", 1],
      ['0%', 1],
      ['0%p', 0],
      ['e_g', 1],
      ['u_e', 0],
      ['( [', 1],
      ['(*', 0],
    ] as const
  ).map(([text, count]) => ({
    ...query(`/movies/?${parameter('title', text)}&genre=Signs`, 200, { body: { count } }),
    name: `title ${text} is just text`,
  })),
  ...(
    [
      ['(', 1],
      ['[', 1],
      ['*', 1],
      ['* (', 1],
      ['( [', 1],
      ['( [ *', 1],
      ['\\', 1],
      ["' \\", 1],
      ['signs & movie', 0],
      ['movie | nothing', 0],
      ['!movie', 1],
      ['mov:*', 1],
    ] as const
  ).map(([text, count]) => ({
    ...query(`/movies/search/?${parameter('title', text)}&genre=Signs`, 200, { body: { count } }),
    name: `search ${text} finds ${count}`,
  })),
];

// ——— Paths, verbs, and what a client says of itself

const NO_IDS = [
  '0',
  '-1',
  '1.5',
  'abc',
  '01',
  '+1',
  '1e0',
  '0x1',
  '%201',
  '1%20',
  '%D9%A1',
  '%00',
  '1%00',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999',
  '999999',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  '*',
  ':id',
  '%7Bid%7D',
  '1%2F2',
  '..%2F..%2Fetc%2Fpasswd',
  '%2e%2e%2fmovies',
  '%27%20OR%201=1--',
  '1;DROP%20TABLE%20movies',
  '%3Cscript%3E',
  '1,2',
  '%F0%9F%98%80',
  'a'.repeat(400),
];

const paths: Row[] = [
  ...NO_IDS.flatMap((id) =>
    [
      'GET /movies/ID/',
      'GET /movies/ID/like/',
      'GET /movies/ID/comments/',
      'POST /movies/ID/like/',
      'DELETE /movies/ID/',
      'DELETE /comments/ID/',
    ].map((request): Row => ({
      name: id.slice(0, 40),
      request: request.replace('ID', id),
      status: 404,
    })),
  ),
  ...NO_IDS.map((id): Row => ({
    name: id.slice(0, 40),
    request: `PATCH /movies/${id}/`,
    json: { title: 'x' },
    status: 404,
  })),
  ...NO_IDS.map((id): Row => ({
    name: id.slice(0, 40),
    request: `POST /movies/${id}/comments/`,
    json: { text: 'x' },
    status: 404,
  })),
  ...['a'.repeat(600), '9'.repeat(5000), '%61'.repeat(2000)].flatMap((id) =>
    [`/movies/${id}/`, `/movies/${id}/comments/`, `/${id}`, `/problems/${id}/`].map(
      (path): Row => ({
        name: `${path.slice(0, 30)}… (${path.length})`,
        request: `GET ${path}`,
        status: [404, 414],
      }),
    ),
  ),
  ...[
    '/',
    '/nothing/',
    '/movie/',
    '/Movies/',
    '/movies/{movie}/likes/',
    '/movies/{movie}/like/1/',
    '/api/movies/',
    '/.env',
    '/.git/config',
    '/admin/',
    '/favicon.ico',
    '/problems/nothing/',
    '/problems/__proto__/',
    '/problems/constructor/',
    `/movies/${'a/'.repeat(200)}`,
    '/movies%2F',
    '/swagger/..%2f..%2fpackage.json',
    '/swagger/nothing.js',
    '/%E2%82%AC/',
  ].map((path) => query(path, 404)),
  query('/movies//like/', 404),
  ...[
    '/movies/%zz',
    '/movies/%zz/',
    '/movies/%/',
    '/movies/%ff/',
    '/movies/%ed%a0%80/',
    '/movies/%c0%ae%c0%ae/',
    '/%zz',
    '/movies/%zz/comments/',
  ].map((path) => query(path, 400, { detail: /encoding/ })),
];

const ALLOWED: [string, string, string][] = [
  ['/movies/', 'PUT PATCH DELETE', 'GET HEAD POST'],
  ['/movies', 'PUT', 'GET HEAD POST'],
  ['/movies/search/', 'POST PUT PATCH DELETE', 'GET HEAD'],
  ['/movies/search/?title=x', 'DELETE', 'GET HEAD'],
  ['/movies/genre/', 'POST PUT PATCH DELETE', 'GET HEAD'],
  ['/movies/{movie}/', 'POST PUT', 'DELETE GET HEAD PATCH'],
  ['/movies/{movie}', 'POST', 'DELETE GET HEAD PATCH'],
  ['/movies/{movie}/comments/', 'PUT PATCH DELETE', 'GET HEAD POST'],
  ['/register/', 'GET HEAD PUT PATCH DELETE', 'POST'],
  ['/login/', 'GET HEAD PUT DELETE', 'POST'],
  ['/logout/', 'GET HEAD DELETE', 'POST'],
  ['/health/live/', 'POST DELETE', 'GET HEAD'],
  ['/problems/', 'POST PUT', 'GET HEAD'],
  ['/openapi.json', 'POST DELETE', 'GET HEAD'],
  ['/swagger/', 'POST DELETE', 'GET HEAD'],
];

/** The `Allow` header with these verbs in any order, `OPTIONS` perhaps among them. */
const allow = (verbs: string): RegExp => {
  const all = verbs.split(' ');
  return new RegExp(
    `^${all.map((verb) => `(?=.*\\b${verb}\\b)`).join('')}(?:(?:${all.join('|')}|OPTIONS)(?:, |$))+$`,
  );
};

const verbs: Row[] = ALLOWED.flatMap(([path, wrong, right]) =>
  wrong.split(' ').map((verb): Row => ({
    name: 'is 405',
    request: `${verb} ${path}`,
    anonymous: true,
    status: 405,
    answers: { allow: allow(right) },
  })),
);

const ask = (
  name: string,
  request: string,
  headers: Record<string, string>,
  status: number,
  more: Partial<Row> = {},
): Row => ({ name, request, headers, status, ...more });
const BAD_TOKENS = [
  'Basic YTpi',
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'x',
  'Token',
  'bearer null',
  'Bearer undefined',
  'Bearer ..',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Bearer eyJhbGciOiJIUzI1NiJ9.bnVsbA.x',
  'Bearer \xff',
  `Bearer ${'a'.repeat(8000)}`,
  'Bearer "x"',
  "Bearer ' OR 1=1 --",
  'Bearer,Bearer',
  'Digest username="x"',
];

const headers: Row[] = [
  ...[
    'text/html',
    'application/xml',
    'image/*',
    'text/*, image/png',
    'application/json;q=0',
    'application/json;q=0, text/html',
    '*/*;q=0',
    'garbage',
    'application/jsonx',
    'application/problem+xml',
  ].flatMap((accept) => [
    ask(`Accept: ${accept}`, 'GET /movies/', { accept }, 406),
    ask(`Accept: ${accept}`, 'POST /movies/', { accept }, 406, {
      json: { title: 'not acceptable' },
    }),
  ]),
  ask('Accept: application/json', 'GET /problems/', { accept: 'application/json' }, 406),
  ask('Accept: text/html', 'GET /problems/', { accept: 'text/html' }, 200),
  ask('Accept: text/html', 'GET /movies/999999/', { accept: 'application/json' }, 404),
  ask('Accept: text/html at no address', 'GET /nothing/', { accept: 'text/html' }, 404),
  ...[
    '*/*',
    'application/*',
    'application/json',
    'application/json; charset=utf-8',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'text/html, application/json;q=0.1',
    'APPLICATION/JSON',
    'application/problem+json, application/json',
    ', ,application/json',
    'text/html;q=x, */*',
  ].map((accept) => ask(`Accept: ${accept}`, 'GET /movies/', { accept }, 200)),
  ...BAD_TOKENS.flatMap((authorization) =>
    ['GET /movies/', LIKE, 'DELETE /movies/{movie}/'].map((request) =>
      ask(`Authorization: ${authorization.slice(0, 30)}`, request, { authorization }, 401, {
        detail: /malformed/,
        answers: { 'www-authenticate': /^Bearer .*error="invalid_token"/ },
      }),
    ),
  ),
  ...[
    'POST /movies/',
    'PATCH /movies/{movie}/',
    'DELETE /movies/{movie}/',
    LIKE,
    COMMENTS,
    'DELETE /comments/{comment}/',
    'POST /logout/',
  ].flatMap((request): Row[] => [
    {
      name: 'nobody signed in',
      request,
      anonymous: true,
      status: 401,
      answers: { 'www-authenticate': /^Bearer (?!.*error=)/ },
    },
    {
      name: 'an empty Authorization',
      request,
      headers: { authorization: '' },
      anonymous: true,
      status: 401,
      answers: { 'www-authenticate': /^Bearer/ },
    },
  ]),
  ask('a verb in a header', 'POST /movies/{movie}/', { 'x-http-method-override': 'DELETE' }, 405),
  ask(
    'a forwarded host that nobody vouches for',
    'GET /movies/?page_size=1',
    {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      forwarded: 'host=evil.example',
    },
    200,
    { body: { next: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) } },
  ),
  ask('a range', 'GET /movies/', { range: 'bytes=0-5' }, 200),
  ask('a date that is none', 'GET /movies/', { 'if-modified-since': 'yesterday' }, 200),
];

/** The table, in groups. */
export const ROWS: Record<string, readonly Row[]> = {
  documents,
  mediaTypes,
  names,
  characters,
  limits,
  values,
  people,
  queries,
  texts,
  paths,
  verbs,
  headers,
};

// ——— Byte by byte

const bytes = (start: string, lines: readonly string[] = [], body = ''): Uint8Array =>
  latin1([start, ...lines, '', body].join('\r\n'));
const HOST = 'Host: {host}';
const CLOSE = 'Connection: close';
const TYPE = 'Content-Type: application/json';
const MOVIE = '{"title":"x"}';
const raw = (
  name: string,
  wire: Uint8Array,
  status: WireRow['status'],
  more: Partial<WireRow> = {},
): WireRow => ({ name, wire, status, ...more });
const LOGIN = 'POST /login/ HTTP/1.1';

/** Links that begin with a host that means this server, whatever the request called it. */
const SAFE_LINKS = {
  next: expect.stringMatching(/^http:\/\/[\w.:[\]-]+\/movies\/\?page_size=1&page=2$/),
};
const list = (...lines: string[]): Uint8Array =>
  bytes('GET /movies/?page_size=1 HTTP/1.1', [...lines, CLOSE]);

export const WIRE_ROWS: readonly WireRow[] = [
  ...[
    'GARBAGE',
    'GET',
    'GET /mov ies/ HTTP/1.1',
    'GET /movies/ HTTP/9.9',
    'GET /movies/ HTTP/1',
    'GET /movies/ HTPP/1.1',
    'get /movies/ HTTP/1.1',
    'FOO /movies/ HTTP/1.1',
    'GET movies HTTP/1.1',
    '\x00\x01\x02',
    'PRI * HTTP/2.0',
  ].map((line) => raw(`the line ${short(line)}`, bytes(line, [HOST, CLOSE]), 400)),
  raw('HTTP/0.9', bytes('GET /movies/', [HOST, CLOSE]), [200, 400]),
  raw('two blanks', bytes('GET  /movies/ HTTP/1.1', [HOST, CLOSE]), [200, 400]),
  raw('a TLS greeting', latin1('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'), 400),
  ...['No colon', 'Bad Name: x', ': x', 'X: a\x00b', 'X: a\x01b', ' X: folded'].map((line) =>
    raw(`the header ${short(line)}`, bytes('GET /movies/ HTTP/1.1', [HOST, CLOSE, line]), 400),
  ),
  raw('headers of 20 KiB', list(HOST, `X-Long: ${'a'.repeat(20_000)}`), 431),
  raw(
    'an address of 20 KiB',
    bytes(`GET /movies/?title=${'a'.repeat(20_000)} HTTP/1.1`, [HOST, CLOSE]),
    [414, 431],
  ),
  raw(
    'a thousand headers',
    list(HOST, ...Array.from({ length: 1000 }, (_, index) => `X-${index}: ${index}`)),
    [200, 431],
  ),
  raw('HTTP/1.0 without a Host', bytes('GET /movies/?page_size=1 HTTP/1.0', []), 200, {
    body: SAFE_LINKS,
  }),
  raw('HTTP/1.0 with one', bytes('GET /movies/?page_size=1 HTTP/1.0', [HOST]), 200, {
    body: SAFE_LINKS,
  }),
  raw('HTTP/1.1 without a Host', list(), 400),
  raw('two Hosts', list(HOST, 'Host: evil.example'), [200, 400]),
  ...[
    'evil"><script>alert(1)</script>',
    'evil.example/path',
    'evil@example.org',
    'a b',
    "evil'",
    'evil\\x',
    'evil?x',
    'evil#x',
    '<b>',
    'undefined:x',
    '[::1',
    'a:99999999',
    '\xff',
    '',
  ].flatMap((host) => [
    raw(`Host: ${host}`, list(`Host: ${host}`), [200, 400], { body: SAFE_LINKS }),
    raw(
      `Host: ${host} on an error`,
      bytes('GET /nothing/ HTTP/1.1', [`Host: ${host}`, CLOSE]),
      [404, 400],
    ),
    raw(
      `Host: ${host} on a bad address`,
      bytes('GET /movies/%zz HTTP/1.1', [`Host: ${host}`, CLOSE]),
      400,
    ),
  ]),
  raw(
    'an absolute address',
    bytes('GET http://{host}/movies/?page_size=1 HTTP/1.1', [HOST, CLOSE]),
    200,
    { body: SAFE_LINKS },
  ),
  raw(
    'an absolute address of nothing',
    bytes('GET http://{host}/nothing/ HTTP/1.1', [HOST, CLOSE]),
    404,
  ),
  raw(
    'an absolute address, wrong verb',
    bytes('PUT http://{host}/movies/ HTTP/1.1', [HOST, CLOSE]),
    405,
    { answers: { allow: allow('GET HEAD POST') } },
  ),
  raw('OPTIONS *', bytes('OPTIONS * HTTP/1.1', [HOST, CLOSE]), [200, 204, 400, 404]),
  ...['TRACE', 'PROPFIND', 'LOCK', 'SEARCH', 'QUERY'].map((verb) =>
    raw(verb, bytes(`${verb} /movies/ HTTP/1.1`, [HOST, CLOSE]), [
      405,
      ...(verb === 'QUERY' ? [400] : []),
    ]),
  ),
  raw('up a folder', bytes('GET /movies/../ HTTP/1.1', [HOST, CLOSE]), 404),
  raw(
    'up to the files',
    bytes('GET /swagger/../../../../etc/passwd HTTP/1.1', [HOST, CLOSE]),
    [400, 403, 404],
  ),
  raw('a backslash', bytes('GET /movies\\1 HTTP/1.1', [HOST, CLOSE]), [400, 404]),
  raw('two slashes', bytes('GET //evil.example/ HTTP/1.1', [HOST, CLOSE]), 404),
  raw(
    'a script in the path',
    bytes('GET /<script>alert(1)</script>"\' HTTP/1.1', [HOST, CLOSE]),
    [400, 404],
  ),
  raw('bare UTF-8 in the path', bytes('GET /movies/\xc3\xa9/ HTTP/1.1', [HOST, CLOSE]), [400, 404]),
  raw(
    'bare Latin-1 in the query',
    bytes('GET /movies/?title=\xe9 HTTP/1.1', [HOST, CLOSE]),
    [200, 400],
  ),
  raw(
    'a body with GET',
    bytes('GET /movies/ HTTP/1.1', [HOST, CLOSE, TYPE, 'Content-Length: 5'], '{"a":'),
    [200, 400],
  ),
  raw(
    'no Content-Type',
    bytes(LOGIN, [HOST, CLOSE, `Content-Length: ${MOVIE.length}`], MOVIE),
    415,
    { detail: /application\/json/ },
  ),
  raw(
    'an empty Content-Type',
    bytes(LOGIN, [HOST, CLOSE, 'Content-Type:', `Content-Length: ${MOVIE.length}`], MOVIE),
    415,
  ),
  raw(
    'less than Content-Length',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Content-Length: 50'], MOVIE),
    400,
    { halfClose: true },
  ),
  raw(
    'more than Content-Length',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Content-Length: 5'], MOVIE),
    400,
  ),
  ...['-1', 'abc', '1.5', '0x10', '1e3', '99999999999999999999999999', '5, 6'].map((length) =>
    raw(
      `Content-Length: ${length}`,
      bytes(LOGIN, [HOST, CLOSE, TYPE, `Content-Length: ${length}`], MOVIE),
      400,
    ),
  ),
  raw(
    'two lengths',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Content-Length: 13', 'Content-Length: 5'], MOVIE),
    400,
  ),
  raw(
    'a length and chunks',
    bytes(
      LOGIN,
      [HOST, CLOSE, TYPE, 'Content-Length: 13', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ),
    400,
  ),
  raw(
    'an unknown transfer coding',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Transfer-Encoding: rot13'], MOVIE),
    [400, 501],
  ),
  raw(
    'a broken chunk',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n'),
    400,
  ),
  raw(
    '10 GB announced',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Content-Length: 10000000000'], '{'),
    413,
    { detail: /100 KiB/ },
  ),
  raw(
    'too much in chunks',
    bytes(
      LOGIN,
      [HOST, CLOSE, TYPE, 'Transfer-Encoding: chunked'],
      `1a000\r\n${' '.repeat(0x1a000)}\r\n0\r\n\r\n`,
    ),
    413,
    { detail: /100 KiB/ },
  ),
  raw(
    'chunks',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
    400,
    { errors: { username: /required/, password: /required/ } },
  ),
  raw(
    'Expect: 100-continue',
    bytes(LOGIN, [HOST, CLOSE, TYPE, 'Expect: 100-continue', 'Content-Length: 2'], '{}'),
    400,
    { errors: { username: /required/, password: /required/ } },
  ),
  raw('another Expect', list(HOST, 'Expect: a-miracle'), [200, 417]),
  raw(
    'an upgrade',
    bytes('GET /movies/ HTTP/1.1', [HOST, 'Connection: Upgrade, close', 'Upgrade: websocket']),
    200,
  ),
  raw('bytes in X-Request-Id', list(HOST, 'X-Request-Id: \xe9\xff'), 200),
  raw('two X-Request-Ids', list(HOST, 'X-Request-Id: a', 'X-Request-Id: b'), 200),
];
