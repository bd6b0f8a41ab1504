import pg from 'pg';
import { someUser } from '../support/factories.js';
import { startTestApp } from '../support/test-app.js';

test('the same statements run whether or not there is an account', async () => {
  const t = await startTestApp({ worker: false });
  const user = await someUser(t.api);
  const statements = async (email: string): Promise<string[]> => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      await t.api.post('/password/forgot/', { email });
      return query.mock.calls
        .map(([first]: unknown[]) => (typeof first === 'string' ? first : JSON.stringify(first)))
        .filter((text) => !text.includes('NOTIFY')); // sent later, once for many
    } finally {
      query.mockRestore();
    }
  };
  const known = await statements(user.email);
  expect(known.length).toBeGreaterThan(0);
  expect(await statements('nobody@example.org')).toEqual(known);
  await t.close();
});
