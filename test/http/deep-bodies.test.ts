import { someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const DEEP = {
  array: `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  object: `${'{"title":'.repeat(9000)}1${'}'.repeat(9000)}`,
};

test.each(Object.entries(DEEP))(
  'a deep %s is 400, with an Idempotency-Key, too',
  async (_, raw) => {
    const { token } = await someUser(t.api);
    expect((await t.api.send('POST', '/movies/', { token, raw })).status).toBe(400);
    const headers = { 'idempotency-key': 'deep' };
    const answer = await t.api.send('POST', '/movies/', { token, raw, headers });
    expect([answer.status, answer.body.detail]).toEqual([400, 'The body is nested too deeply.']);
  },
);
