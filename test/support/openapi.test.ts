import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareAnswers } from './documented-answers.mjs';
import { checkAgainstDocument, loadDocument } from './openapi.js';
import { UNPRODUCED } from './unproduced-answers.mjs';

beforeAll(() => loadDocument());

const HEADERS = { 'x-request-id': 'abc-123', 'content-type': 'application/json' };
const PROBLEM = {
  type: 'http://127.0.0.1/problems/not-found/',
  title: 'Not found',
  status: 404,
  detail: 'There is no such user.',
  instance: '/users/1/',
  request_id: 'abc-123',
};
const PROBLEM_HEADERS = {
  ...HEADERS,
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
};

function check(
  path: string,
  status: number,
  body: unknown,
  headers: Record<string, string> = HEADERS,
  method = 'GET',
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  checkAgainstDocument(method, path, { status, headers: new Headers(headers), body, text });
}

describe('the client accepts', () => {
  test('what is documented', () => {
    check('/health/live/', 200, { status: 'up' });
    check('/health/live?x', 200, undefined, HEADERS, 'HEAD');
    check('/users/1/', 404, PROBLEM, PROBLEM_HEADERS);
  });

  test('what no operation knows', () => {
    check('/nowhere/', 418, { a: 'teapot' }, {});
    check('/movies/', 405, undefined, {}, 'PUT');
  });
});

test.each<[string, () => void]>([
  ['is not in the OpenAPI document', () => check('/health/live/', 404, PROBLEM, PROBLEM_HEADERS)],
  ['is not in the OpenAPI document', () => check('/health/live/', 418, { status: 'up' })],
  [
    'lacks the header x-request-id',
    () => check('/health/live/', 200, { status: 'up' }, { 'content-type': 'application/json' }),
  ],
  [
    'has the undocumented header x-new: 1',
    () => check('/health/live/', 200, { status: 'up' }, { ...HEADERS, 'x-new': '1' }),
  ],
  [
    'has x-request-id: a b',
    () => check('/health/live/', 200, { status: 'up' }, { ...HEADERS, 'x-request-id': 'a b' }),
  ],
  [
    'is of the undocumented text/html',
    () => check('/health/live/', 200, '', { ...HEADERS, 'content-type': 'text/html' }),
  ],
  [
    'has not the body',
    () => check('/health/live/', 200, { status: 'up' }, { 'x-request-id': 'a' }),
  ],
  ['has a body', () => check('/health/live/', 200, { status: 'up' }, HEADERS, 'HEAD')],
  ['differs from its schema', () => check('/health/live/', 200, { status: 'down' })],
  ['differs from its schema', () => check('/health/live/', 200, { status: 'up', more: 1 })],
  [
    'differs from its schema',
    () => check('/users/1/', 404, { ...PROBLEM, title: undefined }, PROBLEM_HEADERS),
  ],
  [
    'is the undocumented problem conflict',
    () =>
      check(
        '/users/1/',
        404,
        { ...PROBLEM, type: PROBLEM.type.replace('not-found', 'conflict') },
        PROBLEM_HEADERS,
      ),
  ],
])('the client complains of what %s', (complaint, make) => {
  expect(make).toThrow(complaint);
});

test('the end of a run knows what was met, what was not, and what was argued in vain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-answers-'));
  const [argued] = Object.keys(UNPRODUCED);
  const before = compareAnswers(folder);
  expect(before.unargued).toContain('createMovie 201');
  expect(before.unargued).toContain('default uri-too-long');
  expect(before.unargued).not.toContain(argued);
  writeFileSync(join(folder, '1'), `createMovie 201\ncreateMovie 409 conflict\n${argued}\n`);
  const after = compareAnswers(folder);
  expect(after.unargued).toHaveLength(before.unargued.length - 2);
  expect([before.needless, after.needless]).toEqual([[], [argued]]);
  expect(after.table).toContain('never produced: createMovie 409 idempotency-key-reused');
  rmSync(folder, { recursive: true });
});
