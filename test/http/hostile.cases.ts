/* oxlint-disable eslint/max-lines, oxc/no-map-spread -- one table, built once */
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

/** What has to come of a request. */
interface Outcome {
  readonly name: string;
  /** One of these. */
  readonly status: number | readonly number[];
  /** Exactly these fields are complained of. Without it the problem has no `errors`. */
  readonly errors?: Record<string, RegExp>;
  readonly detail?: RegExp;
  /** Headers of the answer. */
  readonly answers?: Record<string, RegExp>;
  /** What the answer's body has among other things. */
  readonly body?: object;
}

/** One request and its outcome. */
export interface Row extends Outcome {
  /** Verb and address; `{movie}` and the other ids of the scene are filled in. */
  readonly request: string;
  readonly json?: object | ((scene: Scene) => object);
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  /** Without a token; other requests than GET and HEAD carry one. */
  readonly anonymous?: true;
  /** With a session of its own, which nothing is lost with. */
  readonly ownSession?: true;
}

/** What is sent byte by byte; `{host}` is filled in. */
export interface WireRow extends Outcome {
  readonly wire: Uint8Array;
  /** The client says that nothing more comes. */
  readonly halfClose?: true;
}

type Errors = Record<string, RegExp>;
type Body = string | Uint8Array;

const CREATE = 'POST /movies/';
const CHANGE = 'PATCH /movies/{canvas}/';
const COMMENT = 'POST /movies/{movie}/comments/';
const LIKE = 'POST /movies/{movie}/like/';
const REGISTER = 'POST /register/';
const LOGIN = 'POST /login/';
const EMOJI = '😀';
const MANY_BYTES = '㌖'; // NFKD makes it キロメートル, 18 bytes
const MANY_LETTERS = 'ﷺ'; // NFKD makes it 18 characters

/** Texts without blanks. */
const words = (text: string): string[] => text.trim().split(/\s+/);
/** Texts of one line each. */
const phrases = (text: string): string[] => text.trim().split(/\s*\n\s*/);
/** Texts of one line each, with JSON's escapes. */
const escaped = (text: string): string[] =>
  phrases(text).map((line) => JSON.parse(`"${line}"`) as string);
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const nested = (depth: number, open: string, close: string, inside = ''): string =>
  `${open.repeat(depth)}${inside}${close.repeat(depth)}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const parameter = (name: string, value: string): string => `${name}=${encodeURIComponent(value)}`;
const and = (address: string, parameters: string): string =>
  `${address}${address.includes('?') ? '&' : '?'}${parameters}`;
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 44 ? text : `${[...text].slice(0, 40).join('')}… (${text.length})`;
};

const named = (name: string, row: Row): Row => ({ ...row, name });

/** A body that is refused for the reasons given. */
const refused = (name: string, request: string, json: Row['json'], errors: Errors): Row => ({
  name,
  request,
  json,
  status: 400,
  errors,
});

/** A body that is sent as it is. */
const sent = (
  name: string,
  request: string,
  raw: Body,
  status: number,
  more: Partial<Row> = {},
): Row => ({ name, request, raw, status, ...more });

/** A movie that is not stored. */
const noMovie = (fields: object, errors: Errors): Row =>
  refused(short(fields), CREATE, { title: 'x', ...fields }, errors);
/** A change that is not made. */
const noChange = (fields: object, errors: Errors, movie = '{canvas}'): Row =>
  refused(short(fields), `PATCH /movies/${movie}/`, fields, errors);
/** A change that is made, and stored as `stored` (as sent, where it does not say). */
const change = (fields: object, stored: object = fields): Row => ({
  name: short(fields),
  request: CHANGE,
  json: fields,
  status: 200,
  body: stored,
});

const registration = (fields: object = {}): object => {
  const username = `guest${next()}`;
  return { username, email: `${username}@example.org`, password: PASSWORD, ...fields };
};
const noAccount = (fields: object, errors: Errors): Row =>
  refused(short(fields), REGISTER, () => registration(fields), errors);
const account = (name: string, fields: () => object): Row => ({
  name,
  request: REGISTER,
  json: () => registration(fields()),
  status: 201,
});

const query = (address: string, status: number, more: Partial<Row> = {}): Row => ({
  name: short(address),
  request: `GET ${address}`,
  status,
  ...more,
});
const noQuery = (address: string, errors: Errors): Row => query(address, 400, { errors });

// ——— What is not JSON in UTF-8

const NOT_JSON: Record<string, Body> = {
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
  'a stray byte in a key': latin1('{"ti\x80tle":"x"}'),
  'UTF-16 with a byte order mark': Buffer.from('\ufeff{"title":"x"}', 'utf16le'),
};

const NO_OBJECTS = words('null [] [{"title":"x"}] 5 "title" "" true 0 [[[[[[]]]]]]');

const DEEP: [string, string, string, Errors][] = [
  [
    'lists 10,000 deep',
    CREATE,
    `"title":"x","cast":${nested(10_000, '[', ']')}`,
    { cast: /nested too deeply/ },
  ],
  [
    'lists 50,000 deep',
    CREATE,
    `"title":"x","cast":${nested(50_000, '[', ']')}`,
    { cast: /nested too deeply/ },
  ],
  [
    'objects 15,000 deep',
    CHANGE,
    `"director":${nested(15_000, '{"a":', '}', '1')}`,
    { director: /nested too deeply/ },
  ],
  [
    'an unknown field',
    CHANGE,
    `"deep":${nested(15_000, '{"a":', '}', '1')}`,
    { deep: /nested too deeply/ },
  ],
  ['a comment', COMMENT, `"text":${nested(10_000, '[', ']')}`, { text: /nested too deeply/ }],
  [
    'a password',
    LOGIN,
    `"username":"x","password":${nested(10_000, '[', ']')}`,
    { password: /nested too deeply/ },
  ],
];

/** Padded with spaces to a number of bytes. */
const padded = (size: number): string => '{"title":"100 KiB"}'.padEnd(size, ' ');
const TOO_LARGE = { detail: /100 KiB/ };

const documents: Row[] = [
  ...Object.entries(NOT_JSON).map(([name, raw]) =>
    sent(name, CREATE, raw, 400, { detail: /JSON/ }),
  ),
  ...Object.entries(NOT_UTF8).map(([name, raw]) =>
    sent(name, CREATE, raw, 400, { detail: /UTF-8/ }),
  ),
  ...NO_OBJECTS.map((raw) => sent(raw, CREATE, raw, 400, { detail: /object/ })),
  sent('lists alone', CREATE, nested(10_000, '[', ']'), 400, { detail: /object/ }),
  ...DEEP.map(([name, request, members, errors]) =>
    sent(`${name}, nested`, request, `{${members}}`, 400, { errors }),
  ),
  sent('an empty body', CREATE, '', 400, { errors: { title: /required/ } }),
  refused('no body', CREATE, undefined, { title: /required/ }),
  change({}),
  sent('a byte order mark before it', CREATE, '\ufeff{"title":"BOM"}', 201, {
    body: { title: 'BOM' },
  }),
  sent('the same key twice', CREATE, '{"title":"one","title":"two"}', 201, {
    body: { title: 'two' },
  }),
  sent('an escaped key', CREATE, String.raw`{"t\u0069tle":"key"}`, 201, { body: { title: 'key' } }),
  sent('white space around it', CREATE, '\r\n\t {"title":"blanks"} \n', 201),
  sent('a number past all', CHANGE, '{"year":1e999}', 400, { errors: { year: /integer/ } }),
  sent('1,000 digits', CHANGE, `{"year":${'9'.repeat(1000)}}`, 400, {
    errors: { year: /integer/ },
  }),
  sent('whole numbers, however written', CHANGE, '{"year":1.999e3,"runtime_minutes":120.0}', 200, {
    body: { year: 1999, runtime_minutes: 120 },
  }),
  sent('exactly 100 KiB', CREATE, padded(102_400), 201, { body: { title: '100 KiB' } }),
  sent('one byte more', CREATE, padded(102_401), 413, TOO_LARGE),
  sent('too large to be looked at', CREATE, '{'.padEnd(150_000, ' '), 413, TOO_LARGE),
  ...[LOGIN, REGISTER, COMMENT, LIKE, CHANGE].map((request) =>
    sent('too large', request, padded(102_401), 413, TOO_LARGE),
  ),
];

// ——— Media types

const typed = (type: string, status: number, request = CREATE, raw = '{"title":"typed"}'): Row =>
  sent(type, request, raw, status, {
    headers: { 'content-type': type },
    ...(status === 415 ? { detail: /application\/json/ } : {}),
  });

const OTHER_TYPES = phrases(`
  text/plain
  text/json
  text/html
  application/x-www-form-urlencoded
  multipart/form-data; boundary=x
  application/xml
  application/merge-patch+json
  application/problem+json
  application/json-patch+json
  application/jsonx
  json
  */*
  application/json; charset=latin1
  application/json; charset=utf-16
  application/json;charset="iso-8859-1"
  application/json; charset=utf-8-evil
`);
const RIGHT_TYPES = phrases(`
  application/json; charset=utf-8
  application/json;charset="UTF-8"
  application/json;charset=utf8
  Application/JSON
  application/json; profile="x"
`);

const mediaTypes: Row[] = [
  ...OTHER_TYPES.map((type) => typed(type, 415)),
  ...[LOGIN, REGISTER, COMMENT, LIKE, CHANGE].map((request) => typed('text/plain', 415, request)),
  ...RIGHT_TYPES.map((type) => typed(type, 201)),
  named('a media type and nothing of it', typed('application/json', 200, LIKE, '')),
  ...[gzipSync('{"title":"packed"}'), '{"title":"plain"}'].flatMap((raw) =>
    words('gzip GZIP br deflate x-gzip zstd identity,gzip gzip,identity utf-8').map((coding) =>
      sent(`sent as ${coding}`, CREATE, raw, 415, {
        headers: { 'content-encoding': coding },
        answers: { 'accept-encoding': /^identity$/ },
        detail: /Content-Encoding/,
      }),
    ),
  ),
  ...['identity', 'Identity', '', 'identity, identity'].map((coding) =>
    sent(`sent as ${coding}`, CREATE, '{"title":"plain"}', 201, {
      headers: { 'content-encoding': coding },
    }),
  ),
];

// ——— Names: of nothing, of what only the server writes, of JavaScript's own things

const unknown = (request: string, field: string, meant?: string): Row => {
  const known = { [CREATE]: { title: 'x' }, [COMMENT]: { text: 'x' } }[request] ?? {};
  const message = meant === undefined ? 'known field$' : `known field.*did you mean ${meant}\\?`;
  const name = field === '' ? 'the empty name' : field.slice(0, 30);
  return refused(name, request, { ...known, [field]: 'x' }, { [field]: new RegExp(message) });
};
const MOVIE_READ_ONLY = words(
  'id creator like_count comment_count liked_by_me created_at updated_at url',
);
const COMMENT_READ_ONLY = words('id movie_id author reply_count created_at edited_at');
const JAVASCRIPT = words('constructor prototype toString hasOwnProperty __defineGetter__ then');
const FORBIDDEN_KEYS: [string, string][] = [
  ['{"title":"x","__proto__":{"role":"admin"}}', '__proto__'],
  [String.raw`{"title":"x","\u005f_proto__":{"role":"admin"}}`, '__proto__'],
  ['{"title":"x","cast":[{"__proto__":null}]}', 'cast.0.__proto__'],
  ['{"__proto__":{"title":"x"}}', '__proto__'],
  ['{"title":"x","constructor":{"prototype":{"role":"admin"}}}', 'constructor'],
];

const names: Row[] = [
  ...[
    ['titel', 'title'],
    ['realease_date', 'release_date'],
    ['Year', 'year'],
    ['imdbId', 'imdb_id'],
    ['runtimeMinutes', 'runtime_minutes'],
    ['langauge', 'language'],
  ].flatMap(([field, meant]) => [unknown(CREATE, field!, meant), unknown(CHANGE, field!, meant)]),
  ...['budget', 'source_id', 'creator_id', '', 'n'.repeat(100), 'a"b\'; --', ...JAVASCRIPT].flatMap(
    (field) => [unknown(CREATE, field), unknown(CHANGE, field)],
  ),
  unknown(COMMENT, 'txt', 'text'),
  unknown(COMMENT, 'parentId', 'parent_id'),
  unknown(COMMENT, 'constructor'),
  unknown(LIKE, 'movie'),
  unknown('DELETE /movies/{spare}/', 'force'),
  unknown('DELETE /comments/{spareComment}/', 'constructor'),
  { ...unknown('POST /logout/', 'all'), ownSession: true },
  noAccount({ user_name: 'x' }, { user_name: /did you mean username\?/ }),
  noAccount({ is_admin: true }, { is_admin: /known field$/ }),
  refused(
    'passwrod',
    LOGIN,
    { username: 'x', password: 'x', passwrod: 'x' },
    { passwrod: /did you mean password\?/ },
  ),
  noMovie({ foo: 1, titel: 2 }, { foo: /known field/, titel: /title/ }),
  noMovie(
    { title: ' ', year: 'x', foo: 1, id: 5, cast: ['a', 5] },
    { title: /blank/, year: /integer/, foo: /known/, id: /read-only/, 'cast.1': /text/ },
  ),
  ...MOVIE_READ_ONLY.flatMap((field) => [
    noMovie({ [field]: 1 }, { [field]: /read-only/ }),
    noChange({ [field]: null }, { [field]: /read-only/ }),
  ]),
  ...COMMENT_READ_ONLY.map((field) =>
    refused(field, COMMENT, { text: 'x', [field]: 1 }, { [field]: /read-only/ }),
  ),
  ...['id', 'role', 'created_at'].map((field) =>
    noAccount({ [field]: 'admin' }, { [field]: /read-only/ }),
  ),
  ...FORBIDDEN_KEYS.map(([raw, field]) =>
    sent(raw, CREATE, raw, 400, { errors: { [field]: /not a known field/ } }),
  ),
];

// ——— Characters

const BROKEN: [string, string, RegExp][] = [
  ['a NUL', 'a\0b', /NUL/],
  ['a lone high surrogate', 'a\ud800b', /surrogate/],
  ['a lone low surrogate', '\udc00', /surrogate/],
];
const TEXT_FIELDS = words(
  'title original_title description director language poster_url imdb_id release_date',
);
const OPTIONAL_TEXTS = TEXT_FIELDS.slice(1);

/** Stored as they are. */
const STRANGE = escaped(String.raw`
  '); DROP TABLE movies; --
  <script>alert(\"x\")</script>
  {{7*7}} $\u007b7*7} %s %n $1
  a\\\"b\\\\c
  control \u0001\u001f\u007f\u0085 characters
  line\r\nBcc: evil@example.org
  a \u2028 \u2029 \u202e RTL \u202c \u200b
  \ufffe \uffff \udbff\udfff
  👨‍👩‍👧‍👦 🏳️‍🌈
  null
  ( [ * \\
  \u0301
  ¨
`);
const ODD_NAMES = ['a,b', '{}', 'NULL', '"', '\\', '{"a"}'];

const characters: Row[] = [
  ...BROKEN.flatMap(([what, text, complaint]) => [
    ...TEXT_FIELDS.map((field) =>
      named(`${what} in ${field}`, noMovie({ [field]: text }, { [field]: complaint })),
    ),
    ...['genres', 'cast'].map((field) =>
      named(
        `${what} in ${field}`,
        noMovie({ [field]: ['a', text] }, { [`${field}.1`]: complaint }),
      ),
    ),
    ...['username', 'email', 'password'].map((field) =>
      noAccount({ [field]: `${text}${PASSWORD}` }, { [field]: complaint }),
    ),
    refused(
      what,
      LOGIN,
      { username: text, password: text },
      { username: complaint, password: complaint },
    ),
    refused(what, COMMENT, { text }, { text: complaint }),
    refused(what, CHANGE, { director: text }, { director: complaint }),
    refused(
      `${what} in a list in a list`,
      CHANGE,
      { cast: ['a', [text]] },
      { 'cast.1.0': complaint },
    ),
    refused(
      `${what} in an unknown field`,
      CHANGE,
      { foo: { bar: text } },
      { 'foo.bar': complaint },
    ),
  ]),
  refused('a NUL in a key', CREATE, { title: 'x', 'ti\0tle': 'x' }, { 'ti\u2400tle': /NUL/ }),
  refused('a lone surrogate in a key', CHANGE, { 'a\ud800': 'x' }, { 'a\ufffd': /surrogate/ }),
  refused('a NUL in the key of a like', LIKE, { 'a\0': 1 }, { 'a\u2400': /./ }),
  refused('a lone surrogate in the key of a like', LIKE, { 'a\ud800': 1 }, { 'a\ufffd': /./ }),
  change({ title: 'Ame\u0301lie' }, { title: 'Amélie' }),
  change(
    { cast: [' Rene\u0301e '], genres: ['Dra\u0301ma'] },
    { cast: ['Renée'], genres: ['Dráma'] },
  ),
  change({ title: '\u2028\ufeff trimmed\u3000\t' }, { title: 'trimmed' }),
  ...['', ' ', '\t\u00a0'].flatMap((blank) =>
    OPTIONAL_TEXTS.map((field) => change({ [field]: blank }, { [field]: null })),
  ),
  ...STRANGE.flatMap((text) => [
    change({ title: text }),
    change({ title: 'x', original_title: text, description: text, director: text }),
    change({ title: 'x', original_title: null, cast: [text, ...ODD_NAMES] }),
  ]),
  change({ title: '\u0301', original_title: 'a title' }),
  change({ title: 'x', original_title: null }),
];

// ——— Lengths

/** At the limit, and one past it. */
const limit = (field: string, max: number): Row[] => [
  named(`${field} of ${max}`, change({ [field]: EMOJI.repeat(max) })),
  named(
    `${field} of ${max + 1}`,
    noChange({ [field]: EMOJI.repeat(max + 1) }, { [field]: new RegExp(`at most ${max}`) }),
  ),
];
const limitOfNames = (field: string, max: number, maxItems: number): Row[] => {
  const tooMany = numbers(maxItems + 1).map((number) => `${field} ${number}`);
  const tooLong = { [`${field}.1`]: new RegExp(`at most ${max}`) };
  return [
    named(`${field}.1 of ${max}`, change({ [field]: ['a', EMOJI.repeat(max)] })),
    named(`${field}.1 of ${max + 1}`, noChange({ [field]: ['a', EMOJI.repeat(max + 1)] }, tooLong)),
    named(`${maxItems} ${field}`, change({ [field]: tooMany.slice(1) })),
    named(
      `${maxItems + 1} ${field}`,
      noChange({ [field]: tooMany }, { [field]: new RegExp(`at most ${maxItems}`) }),
    ),
  ];
};
const poster = (length: number): object => ({
  poster_url: 'https://example.org/'.padEnd(length, 'a'),
});
const longAddress = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.org`;

const limits: Row[] = [
  ...limit('title', 255),
  ...limit('original_title', 255),
  ...limit('director', 255),
  ...limit('description', 10_000),
  ...limitOfNames('genres', 50, 10),
  ...limitOfNames('cast', 255, 100),
  change({ title: 'e\u0301'.repeat(255) }, { title: 'é'.repeat(255) }),
  named('NFC makes it 510', noChange({ title: '\u0958'.repeat(255) }, { title: /at most 255/ })),
  change({ title: ` ${'a'.repeat(255)} ` }, { title: 'a'.repeat(255) }),
  change({ title: 'a '.repeat(127) + 'b' }),
  ...[MANY_BYTES, MANY_LETTERS].flatMap((letter) => [
    change({ title: letter.repeat(255) }),
    change({ title: 'x', original_title: letter.repeat(255) }),
  ]),
  change({ title: 'x', original_title: ' a\u00a0\n b ' }, { original_title: 'a\u00a0\n b' }),
  named('poster_url of 2,048', change(poster(2048))),
  named('poster_url of 2,049', noChange(poster(2049), { poster_url: /2,?048/ })),
  sent('5,000', COMMENT, JSON.stringify({ text: EMOJI.repeat(5000) }), 201),
  refused('5,001', COMMENT, { text: EMOJI.repeat(5001) }, { text: /at most 5,?000/ }),
  account('a username of 30', () => ({ username: `u${next()}`.padEnd(30, '_') })),
  account('a username of 3', () => ({ username: `${100 + (next() % 900)}` })),
  noAccount({ username: 'u'.repeat(31) }, { username: /30/ }),
  noAccount({ username: 'ab' }, { username: /3/ }),
  account('a password of 128', () => ({ password: `${EMOJI.repeat(127)}x` })),
  account('a password of 8', () => ({ password: `${EMOJI.repeat(7)}x` })),
  noAccount({ password: EMOJI.repeat(129) }, { password: /128/ }),
  noAccount({ password: EMOJI.repeat(7) }, { password: /8/ }),
  noAccount({ email: longAddress }, { email: /254/ }),
];

// ——— Values of the wrong type, and outside what a field allows

const BLANKS = ['', '   ', '\t\n', '\u00a0', '\u3000', '\ufeff', '\u2028'];
const NOT_TEXTS = [5, 1.5, true, {}, ['x'], [['x']]];
const NOT_INTEGERS = ['1999', '', 1999.5, -1, 0, 1e308, 99_999, 2 ** 32, true, {}, [1999]];
const NOT_LISTS = ['x', 5, true, {}, { 0: 'x', length: 1 }];
const NOT_NAMES = [5, null, true, ['x'], {}];
const NOT_DATES = phrases(`
  2023-02-30
  2023-02-29
  1900-02-29
  2100-02-29
  2023-13-01
  2023-00-10
  2023-01-00
  2023-04-31
  2023-1-1
  1999
  1999-03
  1999-03-31T00:00:00Z
  1999-03-31 BC
  31.03.1999
  03/31/1999
  0000-01-01
  1869-12-31
  2101-01-01
  +010000-01-01
  -000001-01-01
  infinity
  now
  ١٩٩٩-٠٣-٣١
  1999–03–31
`);
const NOT_LANGUAGES = phrases(`
  xx
  eng
  e
  en-US
  english
  e n
  12
  ｅｎ
  🇬🇧
`);
const NOT_ADDRESSES = escaped(String.raw`
  javascript:alert(1)
  JavaScript://example.org/%0aalert(1)
  data:text/html,x
  ftp://example.org/x
  file:///etc/passwd
  http://
  https:///x
  http:/example.org
  http:example.org
  //example.org/x
  /x.jpg
  example.org/x.jpg
  https://exa mple.org/
  https://example.org/a b.jpg
  https://example.org/a\nb
  https://[::1
  https://example.org:99999/
  https://example.org:80:90/
  https://?x
  https://#x
  \ttext https://example.org/
  httpss://example.org/
  https://%zz/
`);
/** Taken or refused; what is taken is answered in the form that the document promises (`uri`). */
const NOT_QUITE_ADDRESSES = escaped(String.raw`
  https://example.org/Amélie.jpg
  https://amélie.example.org/
  https://example.org/<b>\"
  https://example.org/a|b\\c^{d}
  https://example.org/%zz
  https://example.org/\u0001
`);
const NOT_IMDB = escaped(String.raw`
  tt123456
  tt12345678901
  nm0000001
  0068646
  tt
  ttabcdefg
  tt00686 46
  tt-0068646
  tt０８６４６００
  xtt0068647
  tt0068647x
  tt0068647\ntt0068648
  https://www.imdb.com/title/tt0068647/
`);

const values: Row[] = [
  ...BLANKS.flatMap((title) => [
    noMovie({ title }, { title: /blank/ }),
    noChange({ title }, { title: /blank/ }),
  ]),
  noMovie({ title: undefined }, { title: /required/ }),
  noMovie({ title: null }, { title: /./ }),
  noChange({ title: null }, { title: /./ }),
  ...TEXT_FIELDS.flatMap((field) =>
    NOT_TEXTS.flatMap((value) => [
      noMovie({ [field]: value }, { [field]: /^must be / }),
      noChange({ [field]: value }, { [field]: /^must be / }),
    ]),
  ),
  ...['year', 'runtime_minutes'].flatMap((field) =>
    NOT_INTEGERS.flatMap((value) => [
      noMovie({ [field]: value }, { [field]: /integer/ }),
      noChange({ [field]: value }, { [field]: /integer/ }),
    ]),
  ),
  ...[1869, 2101].map((year) => noMovie({ year }, { year: /1870.*2100/ })),
  noMovie({ runtime_minutes: 1001 }, { runtime_minutes: /1.*1000/ }),
  ...['genres', 'cast'].flatMap((field) => [
    ...NOT_LISTS.map((value) => noMovie({ [field]: value }, { [field]: /list/ })),
    ...NOT_NAMES.map((value) => noMovie({ [field]: ['a', value] }, { [`${field}.1`]: /text/ })),
    ...BLANKS.map((value) => noMovie({ [field]: ['a', value] }, { [`${field}.1`]: /blank/ })),
  ]),
  noMovie({ cast: ['a', 'b', 'c', '', 'd', 5] }, { 'cast.3': /blank/, 'cast.5': /text/ }),
  ...['a,b', 'a|b', ',', '|'].map((name) =>
    noMovie({ genres: ['Drama', name] }, { 'genres.1': /must not contain/ }),
  ),
  ...NOT_DATES.map((date) => noMovie({ release_date: date }, { release_date: /date/ })),
  ...NOT_LANGUAGES.map((language) => noMovie({ language }, { language: /639-1/ })),
  ...NOT_ADDRESSES.map((address) => noMovie({ poster_url: address }, { poster_url: /http/ })),
  ...NOT_IMDB.map((id) => noMovie({ imdb_id: id }, { imdb_id: /tt/ })),
  noMovie({ year: 1999, release_date: '2000-01-01' }, { year: /release_date/ }),
  noChange({ year: 2000 }, { year: /release_date/ }, '{dated}'),
  noChange({ year: null }, { year: /release_date/ }, '{dated}'),
  noChange({ year: 2001, release_date: '2000-01-01' }, { year: /release_date/ }, '{dated}'),
  ...['tt0068646', ' tt0068646 '].flatMap((id) => {
    const taken = { imdb_id: /movie {famous}\b/ };
    return [noMovie({ imdb_id: id }, taken), noChange({ imdb_id: id }, taken)].map((row): Row =>
      Object.assign(row, { status: 409 }),
    );
  }),
  ...NOT_QUITE_ADDRESSES.flatMap((address): Row[] => [
    Object.assign(noChange({ poster_url: address }, { poster_url: /http/ }), {
      status: [200, 400],
    }),
    change({ poster_url: null }),
  ]),
  change({ title: 'Canvas', language: ' EN ' }, { language: 'en' }),
  change({ release_date: '2000-02-29' }, { release_date: '2000-02-29', year: 2000 }),
  change({ release_date: null, year: 1870, runtime_minutes: 1 }),
  change({ year: 2100, runtime_minutes: 1000 }),
  change({ genres: ['Drama', 'drama', 'DRAMA'] }, { genres: ['Drama'] }),
  change({ genres: null, cast: null, year: null }, { genres: [], cast: [], year: null }),
  change({ poster_url: 'HTTPS://example.org:8443/a.jpg?b=c#d' }),
  change({ imdb_id: 'tt1234567890' }),
];

// ——— Comments, likes, accounts

const noComment = (fields: object, errors: Errors): Row =>
  refused(short(fields), COMMENT, fields, errors);
const noAnswer = (name: string, parent: (scene: Scene) => number, message: RegExp): Row =>
  refused(name, COMMENT, (scene: Scene) => ({ text: 'x', parent_id: parent(scene) }), {
    parent_id: message,
  });
const NOT_IDS = ['1', 'abc', '', 1.5, -1, 0, true, {}, [1], 1e300, 2 ** 53];
const NOT_EMAILS = escaped(String.raw`
  no-at.example.org
  a@b
  a@@example.org
  a b@example.org
  @example.org
  a@
  Ada <a@example.org>
  a@example.org\r\nBcc: b@example.org
  a@example.org, b@example.org
  a@exam ple.org
  é@example.org
  a@-example.org
  a@example..org
`);
const NOT_USERNAMES = [...phrases('a b\nada/lovelace\nadä\nada@example.org\n\u0430da\n<b>'), ''];

const people: Row[] = [
  ...BLANKS.map((text) => noComment({ text }, { text: /blank/ })),
  ...[null, ...NOT_TEXTS].map((text) => noComment({ text }, { text: /text/ })),
  noComment({}, { text: /required/ }),
  ...NOT_IDS.map((id) => noComment({ text: 'x', parent_id: id }, { parent_id: /id/ })),
  noAnswer('an answer to nothing', () => 999_999, /comment/),
  noAnswer('an answer to nothing far off', () => Number.MAX_SAFE_INTEGER, /comment/),
  noAnswer('an answer to a reply', ({ reply }) => reply, /reply/),
  noAnswer('an answer on another movie', ({ foreign }) => foreign, /same movie/),
  noAnswer('an answer to a deleted comment', ({ tombstone }) => tombstone, /comment/),
  {
    name: 'a comment that answers nothing',
    request: COMMENT,
    json: { text: ' e\u0301"\\\u0001\u{10ffff}<b> ', parent_id: null },
    status: 201,
    body: { text: 'é"\\\u0001\u{10ffff}<b>', parent_id: null },
  },
  sent('a like with a body', LIKE, '{"a":1}', 400, { errors: { a: /not a known field/ } }),
  ...words('[] [1] 5 null false ""').map((raw) => sent(raw, LIKE, raw, 400, { detail: /body/ })),
  sent('half a body', LIKE, '{', 400, { detail: /JSON/ }),
  sent('an empty object', LIKE, '{}', 200),
  sent('a parameter', `${LIKE}?a=1`, '', 400, { errors: { a: /not a known parameter/ } }),
  ...[...NOT_EMAILS, '', 5, null, {}, ['a@example.org']].map((email) =>
    noAccount({ email }, { email: /./ }),
  ),
  ...[...NOT_USERNAMES, 5, null, {}, ['ada']].map((username) =>
    noAccount({ username }, { username: /./ }),
  ),
  ...['', 5, null, {}, ['a password']].map((password) =>
    noAccount({ password }, { password: /./ }),
  ),
  refused(
    'nothing',
    REGISTER,
    {},
    { username: /required/, email: /required/, password: /required/ },
  ),
  refused('nothing', LOGIN, {}, { username: /required/, password: /required/ }),
  refused(
    "MongoDB's operators",
    LOGIN,
    { username: { $ne: null }, password: { $ne: null } },
    { username: /text/, password: /text/ },
  ),
  ...["' OR 1=1 --", '%', '*', '_____'].map((username): Row => ({
    name: `as ${username}`,
    request: LOGIN,
    json: { username, password: PASSWORD },
    status: 401,
    detail: /wrong/,
    answers: { 'www-authenticate': /^Bearer/ },
  })),
  {
    name: 'a name that is taken',
    request: REGISTER,
    json: ({ user }) => registration({ username: user.username.toUpperCase() }),
    status: 409,
    errors: { username: /taken/ },
  },
  {
    name: 'an address that is taken',
    request: REGISTER,
    json: ({ user }) => registration({ email: ` ${user.email.toUpperCase()} ` }),
    status: 409,
    errors: { email: /taken/ },
  },
];

// ——— Queries

const LISTS = words(`
  /movies/
  /movies/search/?title=movie
  /movies/genre/?genre=Signs
  /movies/{movie}/like/
  /movies/{movie}/comments/
`);
const NOT_PAGES = words('0 -1 1.5 abc 1e3 0x1 %201 +1 1%20 null 1;2 %D9%A1');
const NOT_SIZES = words('0 101 -1 1.5 abc 1e1 9999999999999999999999');
const NOT_ORDERINGS = [
  ...words(
    'rating id , title, ,title title,title title,-title --title - TITLE constructor __proto__',
  ),
  'title%20desc',
  'title;DROP%20TABLE%20movies',
  '-toString',
];
const NOT_YEARS = words('abc -1 0 1.5 1999.0 99999 1e3 19%2099 9999999999999999999999');
const NOT_ID_LISTS = words('a 1,a 1,,2 , -1 1.5 1e3 1|2');
const NOT_GENRES = [
  ...words('Drama,Comedy|Crime ,| , | Drama, |Drama Drama,,Comedy'),
  'a'.repeat(1001),
];
const NOT_ENCODED = words(`
  title=%zz
  title=%
  title=%ff
  title=%ed%a0%80
  title=%c0%af
  title=%u0041
  title=100%
  %zz=1
  title=a&page=%e9
`);
/** The parameters of lists, but for those without which there is no list. */
const FILTERS: [string, string[]][] = [
  [
    '/movies/',
    words('title genre year year_min year_max language creator liked_by imdb_id ids ordering'),
  ],
  ['/movies/search/?title=movie', words('genre year year_min year_max')],
  ['/movies/genre/?genre=Signs', ['ordering']],
  ['/movies/{movie}/like/', []],
  ['/movies/{movie}/comments/', ['ordering']],
  ['/genres/', []],
  ['/movies/trending/', []],
  ['/movies/{movie}/similar/', []],
];
const BLANK_VALUES = words('= =%20 =+ =%09%0a =%c2%a0 =%e3%80%80').concat('');
const blanks: Row[] = FILTERS.flatMap(([list, filters]) => [
  ...[...filters, 'page', 'page_size'].flatMap((name) =>
    BLANK_VALUES.map((blank) => query(and(list, name + blank), 200)),
  ),
  query(and(list, [...filters, 'page', 'page_size'].map((name) => `${name}=`).join('&')), 200),
  noQuery(and(list, 'page=&page='), { page: /once/ }),
  noQuery(and(list, 'unknown='), { unknown: /known parameter/ }),
]);

const NONE = { body: { count: 0, next: null, previous: null, results: [] } };

const queries: Row[] = [
  ...blanks,
  query('/movies/?page=&cursor=', 200, { body: { count: null } }),
  query('/movies/?page_size=&cursor=%20', 200, { body: { count: null } }),
  ...NOT_PAGES.map((page) => noQuery(`/movies/?page=${page}`, { page: /integer/ })),
  ...NOT_SIZES.map((size) => noQuery(`/movies/?page_size=${size}`, { page_size: /1 to 100/ })),
  noQuery('/movies/?page=1&page=2', { page: /once/ }),
  noQuery('/movies/?page_size=1&page_size=1', { page_size: /once/ }),
  noQuery('/movies/?page=1%00', { page: /NUL/ }),
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
  query('/movies/{canvas}/comments/?page=1', 200, NONE),
  query('/movies/{canvas}/comments/?page=2', 404, { detail: /page/ }),
  query('/movies/?&&&', 200),
  noQuery('/movies/?genres=Drama', { genres: /did you mean genre\?/ }),
  noQuery('/movies/?Ordering=title', { Ordering: /did you mean ordering\?/ }),
  noQuery('/movies/?year_mni=1999', { year_mni: /did you mean year_min\?/ }),
  noQuery('/movies/search/?titel=x', { titel: /did you mean title\?/, title: /required/ }),
  noQuery('/movies/?limit=5', { limit: /is not a known parameter$/ }),
  ...['', 'page[]', 'page[$gt]', ...JAVASCRIPT, '__proto__', '__proto__[x]'].map((name) =>
    noQuery(`/movies/?${name}=1`, { [name]: /known parameter/ }),
  ),
  ...['fields', 'constructor', '__proto__'].map((name) =>
    noQuery(`/movies/{movie}/?${name}=1`, { [name]: /known parameter/ }),
  ),
  noQuery('/health/live/?verbose=1', { verbose: /known parameter/ }),
  noQuery('/movies/?ti%00tle=1', { 'ti\u2400tle': /NUL/ }),
  ...NOT_ORDERINGS.map((keys) => noQuery(`/movies/?ordering=${keys}`, { ordering: /must/ })),
  noQuery('/movies/?ordering=title&ordering=year', { ordering: /once/ }),
  noQuery('/movies/genre/?genre=Drama&ordering=rating', { ordering: /must/ }),
  noQuery('/movies/{movie}/comments/?ordering=text', { ordering: /must/ }),
  noQuery('/movies/{movie}/comments/?ordering=created_at,-created_at', { ordering: /must/ }),
  query('/movies/?ordering=%20-year%20,%20title', 200),
  ...['year', 'year_min', 'year_max'].flatMap((name) => [
    ...NOT_YEARS.map((year) => noQuery(`/movies/?${name}=${year}`, { [name]: /integer/ })),
    noQuery(`/movies/?${name}=1999&${name}=2000`, { [name]: /once/ }),
    noQuery(`/movies/search/?title=x&${name}=abc`, { [name]: /integer/ }),
  ]),
  query('/movies/?year_min=2000&year_max=1999', 200, NONE),
  ...NOT_ID_LISTS.map((list) => noQuery(`/movies/?ids=${list}`, { ids: /must/ })),
  noQuery('/movies/?ids=1&ids=2', { ids: /once/ }),
  noQuery('/movies/?ids=1%00', { ids: /NUL/ }),
  noQuery(`/movies/?ids=${numbers(101).join(',')}`, { ids: /at most 100/ }),
  query(`/movies/?ids=${numbers(100).join(',')}`, 200),
  query('/movies/?ids=9223372036854775808,99999999999999999999,0', 200, NONE),
  ...['creator', 'liked_by'].flatMap((name) => [
    ...['abc', '-1', '1.5', '1,2'].map((id) => noQuery(`/movies/?${name}=${id}`, { [name]: /id/ })),
    noQuery(`/movies/?${name}=1&${name}=2`, { [name]: /once/ }),
    ...['0', '9223372036854775808', '9'.repeat(50)].map((id) =>
      query(`/movies/?${name}=${id}`, 200, NONE),
    ),
  ]),
  ...[...NOT_GENRES, 'Dr\0ma'].flatMap((genre) =>
    ['/movies/', '/movies/genre/', '/movies/search/?title=x'].map((address) =>
      noQuery(and(address, parameter('genre', genre)), { genre: /must/ }),
    ),
  ),
  noQuery('/movies/genre/', { genre: /required/ }),
  noQuery('/movies/genre/?genre=%20', { genre: /required/ }),
  noQuery('/movies/genre/?genre=a&genre=b', { genre: /once/ }),
  query('/movies/genre/?genre=no%20such%20genre', 200, NONE),
  query(`/movies/genre/?${parameter('genre', numbers(250).join('|'))}`, 200, NONE),
  query(`/movies/genre/?${parameter('genre', numbers(250).join(','))}`, 200, NONE),
  noQuery('/movies/search/', { title: /required/ }),
  ...['', '%20', '%09%0a', '%c2%a0', '%ef%bb%bf'].map((title) =>
    noQuery(`/movies/search/?title=${title}`, { title: /required/ }),
  ),
  noQuery('/movies/search/?title=a&title=b', { title: /once/ }),
  ...['/movies/', '/movies/search/'].flatMap((address) => [
    noQuery(`${address}?title=a%00b`, { title: /NUL/ }),
    noQuery(`${address}?title=${'a'.repeat(256)}`, { title: /at most 255/ }),
    query(`${address}?title=${'a'.repeat(255)}`, 200, NONE),
  ]),
  noQuery('/movies/?language=%00', { language: /NUL/ }),
  noQuery('/movies/?imdb_id=%00', { imdb_id: /NUL/ }),
  ...NOT_ENCODED.flatMap((text) =>
    ['/movies/', '/movies/search/', '/movies/{movie}/', '/movies/{movie}/comments/'].map(
      (address) => query(`${address}?${text}`, 400, { detail: /encoding/ }),
    ),
  ),
  query('/movies/?title=Movie%0d%0aSet-Cookie:%20a=b', 200, NONE),
  query('/movies/?title=Movie%0d%0a&page_size=1', 200, {
    answers: { link: /^<[^>\s]*>; rel="next"$/ },
  }),
];

/** What a search box is given: none of it is an operator, none of it an error. */
const TEXTS = [
  ...words(
    `% _ ' " \\ & | ! :* <-> ( ) () [ { * ? + $ ^ . .. / # ; -- ~ \` ´ ¨ %%% _%_ '' '':* a'`,
  ),
  ...words("a\\ \\' \\\\ !a a:* a':*B (a a) [a- a{99999} (?i)a *a $$ $1 %s%n \\0 {{7*7}} $\\{7*7}"),
  ...words('null NaN true 0 -1 1e309 constructor __proto__ ../../etc/passwd 中文 שלום ½ ß İ ǅ 😀'),
  ...escaped(String.raw`
    a & b
    a | b
    a <-> b
    a <2> b
    ' OR '1'='1
    '; DROP TABLE movies; --
    1; SELECT pg_sleep(9)
    <script>alert(1)</script>
    👨‍👩‍👧‍👦
    \u202eevil\u202c
    \u200b
    \u200d
    \u0301
    Z\u0351\u036b\u0343
    \u0001
    \u007f
    \ufffd
    \ufffe
    \udbff\udfff
    a\tb\nc
  `),
  ...['9', EMOJI, '%', "'", '(', '\\', '𠀀', MANY_BYTES, MANY_LETTERS].map((it) => it.repeat(255)),
  'a '.repeat(127) + 'a',
];

// The scene has "100% pure_gold", "( [ *", "\ ' \"" and "Movie of signs" in the genre Signs.
const FOUND_BY_PART: [string, number][] = [
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
];
const FOUND_BY_SEARCH: [string, number][] = [
  ['(', 1],
  ['[', 1],
  ['*', 1],
  ['* (', 1],
  ['( [', 1],
  ['( [ *', 1],
  ['\\', 1],
  ["' \\", 1],
  ['signs & movie', 1],
  ['movie | nothing', 1],
  ['!movie', 1],
  ['mov:*', 1],
];
const found = (address: string, text: string, count: number): Row =>
  named(
    `${text} finds ${count} at ${address}`,
    query(`${address}?${parameter('title', text)}&genre=Signs`, 200, { body: { count } }),
  );

const texts: Row[] = [
  ...TEXTS.flatMap((text) => {
    const start = (length: number): string => [...text].slice(0, length).join('');
    const filters = `${parameter('language', start(10))}&${parameter('imdb_id', start(20))}`;
    return [
      query(`/movies/search/?${parameter('title', text)}`, 200),
      query(`/movies/?${parameter('title', text)}`, 200),
      query(`/movies/?${filters}`, 200, NONE),
      ...(/[,|]/.test(text)
        ? []
        : [query(`/movies/genre/?${parameter('genre', text)}`, 200, NONE)]),
    ].map((row) => named(short(text), row));
  }),
  ...FOUND_BY_PART.map(([text, count]) => found('/movies/', text, count)),
  ...FOUND_BY_SEARCH.map(([text, count]) => found('/movies/search/', text, count)),
];

// ——— Paths and verbs

const NO_IDS = [
  ...words(
    '0 -1 1.5 abc 01 +1 1e0 0x1 %201 1%20 %D9%A1 %00 1%00 999999 null undefined NaN * :id 1,2',
  ),
  ...words('9007199254740993 9223372036854775807 9223372036854775808 99999999999999999999'),
  ...words('__proto__ constructor %7Bid%7D 1%2F2 ..%2F..%2Fetc%2Fpasswd %2e%2e%2fmovies'),
  ...words('%27%20OR%201=1-- 1;DROP%20TABLE%20movies %3Cscript%3E %F0%9F%98%80'),
  'a'.repeat(400),
];
const BY_ID: [string, object?][] = [
  ['GET /movies/ID/'],
  ['PATCH /movies/ID/', { title: 'x' }],
  ['DELETE /movies/ID/'],
  ['GET /movies/ID/like/'],
  ['POST /movies/ID/like/'],
  ['GET /movies/ID/comments/'],
  ['POST /movies/ID/comments/', { text: 'x' }],
  ['DELETE /comments/ID/'],
];
const NO_PATHS = words(`
  /nothing/
  /movie/
  /Movies/
  /movies/{movie}/likes/
  /movies/{movie}/like/1/
  /movies//like/
  /movies%2F
  /api/movies/
  /.env
  /.git/config
  /admin/
  /favicon.ico
  /problems/nothing/
  /problems/__proto__/
  /problems/constructor/
  /swagger/nothing.js
  /swagger/..%2f..%2fpackage.json
  /catalogue/
  /catalogue/any/
  /catalogue/any/..%2f..%2fpackage.json
  /%E2%82%AC/
`);
const BAD_PATHS = words(`
  /movies/%zz
  /movies/%zz/
  /movies/%zz/comments/
  /movies/%/
  /movies/%ff/
  /movies/%ed%a0%80/
  /movies/%c0%ae%c0%ae/
  /%zz
`);

const paths: Row[] = [
  ...NO_IDS.flatMap((id) =>
    BY_ID.map(([request, json]): Row => ({
      name: id.slice(0, 40),
      request: request.replace('ID', id),
      ...(json === undefined ? {} : { json }),
      status: 404,
    })),
  ),
  ...['a'.repeat(600), '9'.repeat(5000), '%61'.repeat(2000)].flatMap((id) =>
    [`/movies/${id}/`, `/movies/${id}/comments/`, `/${id}`, `/problems/${id}/`].map(
      (path): Row => ({ name: short(path), request: `GET ${path}`, status: [404, 414] }),
    ),
  ),
  ...[...NO_PATHS, `/movies/${'a/'.repeat(200)}`].map((path) => query(path, 404)),
  ...BAD_PATHS.map((path) => query(path, 400, { detail: /encoding/ })),
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
  const each = verbs.split(' ');
  const all = each.map((verb) => `(?=.*\\b${verb}\\b)`).join('');
  return new RegExp(`^${all}(?:(?:${each.join('|')}|OPTIONS)(?:, |$))+$`);
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

// ——— What a client says of itself

const asked = (
  request: string,
  header: string,
  value: string,
  status: number,
  more: Partial<Row> = {},
): Row => ({
  name: `${header}: ${value.slice(0, 40)}`,
  request,
  headers: { [header]: value },
  status,
  ...more,
});
const NOT_ACCEPTABLE = phrases(`
  text/html
  application/xml
  image/*
  text/*, image/png
  application/json;q=0
  application/json;q=0, text/html
  */*;q=0
  application/json; version=1; q=0
  application/json;q=0.000, */*
  garbage
  application/jsonx
  application/problem+xml
`);
const ACCEPTABLE = phrases(`
  */*
  application/*
  application/json
  application/json; charset=utf-8
  text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
  text/html, application/json;q=0.1
  APPLICATION/JSON
  application/problem+json, application/json
  , ,application/json
  text/html;q=x, */*
  application/json; indent=4
  application/json; version=1
  application/json; q=0.5; foo=bar
  application/json;profile="a,b;q=0"
  application/json; charset=latin1
  application/json;version=1;q=0, application/json
  text/html; level=1, application/*; version=2
`);
const BAD_TOKENS = [
  ...phrases(`
    Basic YTpi
    Digest username="x"
    Bearer
    Bearer a b
    Bearer "x"
    Bearer,Bearer
    Bearer undefined
    bearer null
    Bearer ..
    Bearer a.b.c
    Bearer eyJhbGciOiJub25lIn0.e30.
    Bearer eyJhbGciOiJIUzI1NiJ9.bnVsbA.x
    Bearer ' OR 1=1 --
    Token
    x
  `),
  'Bearer \xff',
  `Bearer ${'a'.repeat(8000)}`,
];
const INVALID_TOKEN = {
  detail: /malformed/,
  answers: { 'www-authenticate': /^Bearer .*error="invalid_token"/ },
};
const NOT_SIGNED_IN = { 'www-authenticate': /^Bearer (?!.*error=)/ };
const WRITES = phrases(`
  POST /movies/
  PATCH /movies/{movie}/
  DELETE /movies/{movie}/
  POST /movies/{movie}/like/
  POST /movies/{movie}/comments/
  DELETE /comments/{comment}/
  POST /logout/
`);
const HERE = { body: { next: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) as string } };

const headers: Row[] = [
  ...NOT_ACCEPTABLE.flatMap((accept) => [
    asked('GET /movies/', 'accept', accept, 406),
    asked(CREATE, 'accept', accept, 406, { json: { title: 'not acceptable' } }),
  ]),
  ...[...ACCEPTABLE, '', ' , '].map((accept) => asked('GET /movies/', 'accept', accept, 200)),
  asked('GET /problems/', 'accept', 'application/json', 406),
  asked('GET /problems/', 'accept', 'text/html', 200),
  asked('GET /nothing/', 'accept', 'text/html', 404),
  ...BAD_TOKENS.flatMap((token) =>
    ['GET /movies/', LIKE, 'DELETE /movies/{movie}/'].map((request) =>
      asked(request, 'authorization', token, 401, INVALID_TOKEN),
    ),
  ),
  ...WRITES.flatMap((request): Row[] => [
    { name: 'nobody signed in', request, anonymous: true, status: 401, answers: NOT_SIGNED_IN },
    asked(request, 'authorization', '', 401, { answers: { 'www-authenticate': /^Bearer/ } }),
  ]),
  asked('POST /movies/{movie}/', 'x-http-method-override', 'DELETE', 405),
  asked('GET /movies/?page_size=1', 'x-forwarded-host', 'evil.example', 200, HERE),
  asked('GET /movies/?page_size=1', 'x-forwarded-proto', 'gopher', 200, HERE),
  asked('GET /movies/?page_size=1', 'forwarded', 'host=evil.example', 200, HERE),
  asked('GET /movies/', 'range', 'bytes=0-5', 200),
  asked('GET /movies/', 'if-modified-since', 'yesterday', 200),
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

const HOST = 'Host: {host}';
const TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';
const MOVIE = '{"title":"x"}';

/** A request after which the server is to close. */
const wired = (
  name: string,
  start: string,
  header: readonly string[],
  status: WireRow['status'],
  more: Partial<WireRow> = {},
): WireRow => ({
  name,
  wire: latin1([start, ...header, 'Connection: close', '', ''].join('\r\n')),
  status,
  ...more,
});
/** A sign-in with a body. */
const posted = (
  name: string,
  header: readonly string[],
  body: string,
  status: WireRow['status'],
  more: Partial<WireRow> = {},
): WireRow => {
  const { wire, ...row } = wired(name, 'POST /login/ HTTP/1.1', [HOST, ...header], status, more);
  return { ...row, wire: Buffer.concat([wire, latin1(body)]) };
};

/** What says of a body what it is, or how it is packed, and does not matter where there is none. */
const NO_MATTER_WHICH = [
  ...phrases(`
    Content-Type: text/plain
    Content-Type: multipart/form-data
    Content-Type: application/x-www-form-urlencoded
    Content-Type: ;
    Content-Type: */*
  `),
  `${TYPE}\r\nContent-Encoding: gzip`,
];

/** Links begin with a host that means this server, whatever the request called it. */
const SAFE_LINKS = {
  body: {
    next: expect.stringMatching(/^http:\/\/[\w.:[\]-]+\/movies\/\?page_size=1&page=2$/) as string,
  },
};
const NO_HOST = { detail: /Host header/ };
const PAGE = 'GET /movies/?page_size=1 HTTP/1.1';
const EMPTY = { errors: { username: /required/, password: /required/ } };

const BROKEN_LINES = escaped(String.raw`
  GARBAGE
  GET
  GET /mov ies/ HTTP/1.1
  GET /movies/ HTTP/9.9
  GET /movies/ HTTP/1
  GET /movies/ HTPP/1.1
  GET movies HTTP/1.1
  \u0000\u0001\u0002
  PRI * HTTP/2.0
`);
const BROKEN_HEADERS = ['No colon', 'Bad Name: x', ': x', 'X: a\0b', 'X: a\x01b', ' X: folded'];
const BAD_HOSTS = [
  ...words(
    `evil"><script>alert(1)</script> evil.example/path evil@example.org evil' evil\\x evil?x`,
  ),
  ...words('evil#x <b> undefined:x [::1 a:99999999'),
  '\xff',
  'a b',
  '',
];
const BAD_LENGTHS = ['-1', 'abc', '1.5', '0x10', '1e3', '9'.repeat(26), '5, 6'];

/** UTF-8, Latin-1 and a blank, as somebody types them. */
const NOT_ASCII = ['Am\xc3\xa9lie', '\xe9', '\xf0\x9f\x98\x80', 'blade runner', 'a\x7f'];
const ENCODE = { detail: /[Pp]ercent-encode/ };
const MOVIES_KNOW = { answers: { allow: /^GET, HEAD, POST$/ } };

export const WIRE_ROWS: readonly WireRow[] = [
  ...BROKEN_LINES.map((line) => wired(short(line), line, [HOST], 400)),
  ...BROKEN_HEADERS.map((line) => wired(short(line), 'GET /movies/ HTTP/1.1', [HOST, line], 400)),
  wired('HTTP/0.9', 'GET /movies/', [HOST], [200, 400]),
  wired('two blanks', 'GET  /movies/ HTTP/1.1', [HOST], [200, 400]),
  wired('a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [], 400),
  wired('headers of 20 KiB', PAGE, [HOST, `X-Long: ${'a'.repeat(20_000)}`], 431),
  wired('an address of 20 KiB', `GET /${'a'.repeat(20_000)} HTTP/1.1`, [HOST], [414, 431]),
  wired('1,000 headers', PAGE, [HOST, ...numbers(1000).map((it) => `X-${it}: ${it}`)], [200, 431]),
  wired('HTTP/1.0 without a Host', 'GET /movies/?page_size=1 HTTP/1.0', [], 200, SAFE_LINKS),
  wired('HTTP/1.0 with one', 'GET /movies/?page_size=1 HTTP/1.0', [HOST], 200, SAFE_LINKS),
  wired('HTTP/1.1 without a Host', PAGE, [], 400),
  ...['Host: evil.example', HOST, 'host:', 'HOST: {host}'].map((second) =>
    wired(`two Hosts, ${second}`, PAGE, [HOST, second], 400, NO_HOST),
  ),
  ...words('localhost movies_api a.example. a.example: 127.0.0.1:1 [::1] [::1]:80').map((host) =>
    wired(`Host: ${host}`, PAGE, [`Host: ${host}`], 200, SAFE_LINKS),
  ),
  ...BAD_HOSTS.flatMap((host) => [
    wired(`Host: ${host}`, PAGE, [`Host: ${host}`], 400, NO_HOST),
    wired(`HTTP/1.0, Host: ${host}`, PAGE.replace('1.1', '1.0'), [`Host: ${host}`], 400, NO_HOST),
    wired(`404, Host: ${host}`, 'GET /nothing/ HTTP/1.1', [`Host: ${host}`], 400, NO_HOST),
    wired(`400, Host: ${host}`, 'GET /movies/%zz HTTP/1.1', [`Host: ${host}`], 400),
  ]),
  wired('absolute', PAGE.replace('/', 'http://{host}/'), [HOST], 200, SAFE_LINKS),
  wired('absolute, of nothing', 'GET http://{host}/nothing/ HTTP/1.1', [HOST], 404),
  wired('absolute, wrong verb', 'PUT http://{host}/movies/ HTTP/1.1', [HOST], 405, {
    answers: { allow: allow('GET HEAD POST') },
  }),
  wired('OPTIONS *', 'OPTIONS * HTTP/1.1', [HOST], [200, 204, 400, 404, 405]),
  ...words('TRACE PROPFIND LOCK SEARCH QUERY CONNECT FOO get Get POSTS M-X !').flatMap((verb) => [
    wired(verb, `${verb} /movies/ HTTP/1.1`, [HOST], 405, MOVIES_KNOW),
    wired(verb, `${verb} /movies?title=x HTTP/1.0`, [HOST], 405, MOVIES_KNOW),
    wired(`${verb} nothing`, `${verb} /nothing/ HTTP/1.1`, [HOST], 404),
  ]),
  ...words('QUERY PROPFIND FOO PUT').flatMap((verb) =>
    ['application/json', 'text/plain', ';'].map((type): WireRow => {
      const header = [HOST, `Content-Type: ${type}`, 'Content-Length: 2'];
      const row = wired(`${verb}, ${type}`, `${verb} /movies/ HTTP/1.1`, header, 405, MOVIES_KNOW);
      return { ...row, wire: Buffer.concat([row.wire, latin1('{x')]) };
    }),
  ),
  wired('up a folder', 'GET /movies/../ HTTP/1.1', [HOST], 404),
  wired('up to the files', 'GET /swagger/../../../etc/passwd HTTP/1.1', [HOST], [400, 403, 404]),
  wired('a backslash', 'GET /movies\\1 HTTP/1.1', [HOST], [400, 404]),
  wired('two slashes', 'GET //evil.example/ HTTP/1.1', [HOST], 404),
  wired('a script', 'GET /<script>alert(1)</script>"\' HTTP/1.1', [HOST], [400, 404]),
  ...NOT_ASCII.flatMap((text) => [
    wired(`bare ${short(text)} in the path`, `GET /movies/${text}/ HTTP/1.1`, [HOST], 400, ENCODE),
    wired('in the query', `GET /movies/?title=${text} HTTP/1.1`, [HOST], 400, ENCODE),
    wired('absolute', `GET http://{host}/movies/?title=${text} HTTP/1.1`, [HOST], 400, ENCODE),
  ]),
  wired('an upgrade', PAGE, [HOST, 'Connection: Upgrade', 'Upgrade: websocket'], 200),
  wired('another Expect', PAGE, [HOST, 'Expect: a-miracle'], [200, 417]),
  wired('bytes in X-Request-Id', PAGE, [HOST, 'X-Request-Id: \xe9\xff'], 200),
  wired('two X-Request-Ids', PAGE, [HOST, 'X-Request-Id: a', 'X-Request-Id: b'], 200),
  posted('no Content-Type', [`Content-Length: ${MOVIE.length}`], MOVIE, 415),
  posted('an empty one', ['Content-Type:', `Content-Length: ${MOVIE.length}`], MOVIE, 415),
  posted('less than announced', [TYPE, 'Content-Length: 50'], MOVIE, 400, { halfClose: true }),
  posted('more than announced', [TYPE, 'Content-Length: 5'], MOVIE, 400),
  ...BAD_LENGTHS.map((it) => posted(it, [TYPE, `Content-Length: ${it}`], MOVIE, 400)),
  posted('two lengths', [TYPE, 'Content-Length: 13', 'Content-Length: 5'], MOVIE, 400),
  posted('a length and chunks', [TYPE, 'Content-Length: 13', CHUNKED], '0\r\n\r\n', 400),
  posted('an unknown transfer coding', [TYPE, 'Transfer-Encoding: rot13'], MOVIE, [400, 501]),
  posted('a broken chunk', [TYPE, CHUNKED], 'zz\r\n{}\r\n0\r\n\r\n', 400),
  posted('10 GB announced', [TYPE, 'Content-Length: 10000000000'], '{', 413, TOO_LARGE),
  posted(
    'too much in chunks',
    [TYPE, CHUNKED],
    `1a000\r\n${padded(0x1a000)}\r\n0\r\n\r\n`,
    413,
    TOO_LARGE,
  ),
  posted('chunks', [TYPE, CHUNKED], '2\r\n{}\r\n0\r\n\r\n', 400, EMPTY),
  ...NO_MATTER_WHICH.flatMap((type) => [
    posted(`no content of ${type}`, [type, CHUNKED], '0\r\n\r\n', 400, EMPTY),
    posted(`content of ${type}`, [type, CHUNKED], '2\r\n{}\r\n0\r\n\r\n', 415),
    posted(`length 00 of ${type}`, [type, 'Content-Length: 00'], '', 400, EMPTY),
  ]),
  posted('100-continue', [TYPE, 'Expect: 100-continue', 'Content-Length: 2'], '{}', 400, EMPTY),
];

// ——— Addresses that are asked for in more than one way

/** Answered to HEAD as to GET. */
export const READABLE = words(`
  /movies/
  /movies/?page_size=1
  /movies/search/?title=movie
  /movies/genre/?genre=Signs
  /movies/{movie}/
  /movies/{movie}/like/
  /movies/{movie}/comments/
  /health/live/
  /health/ready/
  /problems/
  /problems/not-found/
  /openapi.json
  /swagger/
  /movies/999999/
  /nothing/
  /movies/?page=0
  /movies/search/
  /movies/%zz
`);

/** Answered alike without the slash at the end of the path. */
export const WITH_SLASH = phrases(`
  GET /movies/
  GET /movies/?page_size=1
  GET /movies/?page=0
  GET /movies/search/?title=movie&page_size=1
  GET /movies/search/
  GET /movies/genre/?genre=Signs&page_size=1
  GET /movies/{movie}/
  GET /movies/999999/
  GET /movies/{movie}/like/
  GET /movies/{movie}/comments/?page_size=1
  GET /health/live/
  GET /problems/
  GET /problems/not-found/
  GET /openapi.json/
  GET /nothing/
  POST /movies/{movie}/like/
  POST /movies/
  POST /login/
  POST /register/
  PATCH /movies/{canvas}/
  DELETE /comments/999999/
  PUT /movies/
  DELETE /movies/search/
`);

export const GOOD_REQUEST_IDS = words(`
  a
  abc-123
  0af7651916cd43dd8448eb211c80319c
  6ba7b810-9dad-11d1-80b4-00c04fd430c8
  Root=1-67891233-abcdef012345678912345678
`);
export const BAD_REQUEST_IDS = [
  ...phrases(`a b\n"a"\na'b\n<script>\né\na;b\\c\na{b}\na, b\n%0d%0aSet-Cookie:a=b`),
  '',
  'a\tb',
  'x'.repeat(300),
];
