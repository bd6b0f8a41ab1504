import { someUser } from '../support/factories.js';
import { BESIDE, restBackground } from '../support/plans.js';
import { hearStatements } from '../support/sent-statements.js';
import { startTestApp } from '../support/test-app.js';

test('the same statements run whether or not there is an account', async () => {
  const t = await startTestApp({ worker: false });
  await restBackground(t.dataSource);
  const user = await someUser(t.api);
  const statements = async (email: string): Promise<string[]> => {
    const texts: string[] = [];
    const stop = hearStatements(({ text }) => void texts.push(text));
    await t.api.post('/password/forgot/', { email });
    stop();
    return texts.filter((text) => !BESIDE.test(text)); // what is sent for nobody in particular
  };
  const known = await statements(user.email);
  expect(known.length).toBeGreaterThan(0);
  expect(await statements('nobody@example.org')).toEqual(known);
  await t.close();
});
