import fc from 'fast-check';
import type { Operation } from './requests.js';
import type { Scene } from './scene.js';
import { hostileText } from './values.js';

/** Operations that end sessions or change accounts. */
const CONSUMING = new Set(['logout', 'logoutAll', 'updateAccount', 'deleteAccount', 'endSession']);

/** What Node lets a client send; the line breaks are what nobody can send. */
const sendable = (text: string): string => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?');

const tags = fc.constantFrom(
  '*',
  '"1.1"',
  'W/"1.1"',
  '"1.3-9f86d081884c7d65"',
  '"a", "b", W/"c"',
  '""',
  '"',
  'no tag',
  '"a" "b"',
  ','.repeat(50),
);

const keys = fc.oneof(
  fc.uuid(),
  fc.constantFrom('same', 'same', '', ' ', 'a b', 'x'.repeat(255), 'x'.repeat(256), 'é', '"'),
);

const OTHERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  accept: fc.constantFrom(
    'application/json',
    '*/*',
    'application/problem+json',
    'text/html',
    'image/png',
    'application/*;q=0.1',
    'application/json;q=0',
    ';;;',
    '',
  ),
  'accept-encoding': fc.constantFrom('gzip', 'br, *;q=0', 'identity;q=0', 'x'),
  'content-type': fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=latin1',
    'APPLICATION/JSON',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/merge-patch+json',
    ';',
    '',
  ),
  'content-encoding': fc.constantFrom('gzip', 'identity', 'x'),
  'x-request-id': fc.constantFrom('a', 'a b', 'x'.repeat(300), 'é', ''),
  'x-forwarded-for': fc.constantFrom('1.2.3.4', '::1', 'not an address', ','.repeat(30)),
  'x-forwarded-host': fc.constantFrom('evil.example', 'a b', ':::', ''),
  'x-forwarded-proto': fc.constantFrom('https', 'javascript', ''),
  host: fc.constantFrom('evil.example', 'localhost:99999', '[::1]:80', 'a b', ''),
  origin: fc.constantFrom('https://app.example.org', 'null', 'x'),
  range: fc.constantFrom('bytes=0-1', 'x'),
  cookie: fc.constantFrom('a=b', '=;=;', 'x'.repeat(4000)),
  'if-modified-since': fc.constantFrom('Wed, 21 Oct 2015 07:28:00 GMT', 'x'),
  'user-agent': hostileText.map(sendable),
  'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
};

/** Headers for an operation: those that the document has, a token, and others. */
export function headers(operation: Operation, scene: Scene): fc.Arbitrary<Record<string, string>> {
  const documented = operation.parameters.filter((parameter) => parameter.in === 'header');
  const own = Object.fromEntries(
    documented.map(({ name }) => [name.toLowerCase(), name === 'Idempotency-Key' ? keys : tags]),
  );
  const always = fc.record({ authorization: tokens(operation, scene) });
  const documentedSome = fc.record(own, { requiredKeys: [] });
  const others = fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...Object.keys(OTHERS))
        .chain((name) => fc.record({ [name]: OTHERS[name]! })),
    },
    { weight: 1, arbitrary: fc.record(OTHERS, { requiredKeys: [] }) },
  );
  return fc.tuple(always, documentedSome, others).map(([token, some, more]) => {
    const all = { 'content-type': 'application/json', ...token, ...some, ...more };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  });
}

function tokens(
  { id, path }: Operation,
  { users, disposable }: Scene,
): fc.Arbitrary<string | undefined> {
  const good = (CONSUMING.has(id) ? disposable : users).map(({ token }) => token);
  const [token] = users.map((user) => user.token) as [string];
  const [head, claims, signature] = token.split('.') as [string, string, string];
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const strange = [
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic YTpi',
    `Bearer ${head}.${claims}.`,
    `Bearer ${none}.${claims}.`,
    `Bearer ${none}.${claims}.${signature}`,
    `Bearer ${head}.${signature}.${claims}`,
    `Bearer ${'e'.repeat(5000)}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token.slice(0, -1)}`,
    `bearer ${token}`,
    `Token ${token}`,
    '\xff\xfe',
    '',
  ];
  return fc.oneof(
    {
      weight: path.startsWith('/me/') ? 16 : 10,
      arbitrary: fc.constantFrom(...good).map((each) => `Bearer ${each}`),
    },
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...strange) },
  );
}
