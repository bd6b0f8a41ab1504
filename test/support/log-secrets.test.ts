import { PASSWORD } from './factories.js';
import { findSecrets } from './log-secrets.mjs';

const token = `eyJ${'a'.repeat(20)}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`;

test.each([
  ['a token', `{"url":"/x?token=${token}"}`, token],
  ['an address', '{"error":"Key (email)=(ada@example.org) already exists."}', 'ada@example.org'],
  ['a password', `{"body":{"password":"${PASSWORD}"}}`, PASSWORD],
  ['a password that JSON escapes', '{"body":"say \\"friend\\""}', 'say "friend"'],
  ["a client's address", '{"ip":"203.0.113.7"}', '203.0.113.7'],
])('%s in a log is found', (_, line, secret) => {
  const log = `{"msg":"before"}\n${line}\n{"msg":"after"}\n`;
  expect(findSecrets(log, [PASSWORD, 'say "friend"'])).toEqual([`${secret} in ${line}`]);
});

test('what belongs into a log is none', () => {
  const log = [
    '{"level":30,"request_id":"7f1f6f6e-8a9c-4a0e-9a53-6f0f6d0d7c11","user_id":1,"method":"POST","route":"/login","status":200,"ms":31.4}',
    '{"error":"Error: connect ECONNREFUSED 127.0.0.1:5432\\n    at file:///app/node_modules/@nestjs/core/router.js:1:2"}',
    'PostgreSQL at 127.0.0.1/movies',
    '{"sign_in":"failed","name_digest":"uPpFvhPZc8B0mVGzbZb1Dw","network":"203.0.113.0/24"}',
  ].join('\n');
  expect(findSecrets(log, [PASSWORD])).toEqual([]);
});
