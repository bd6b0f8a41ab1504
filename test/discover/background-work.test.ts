import { BackgroundWork } from '../../src/database/background/background-work.js';
import { Sql } from '../../src/database/run/sql.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
});
afterAll(() => t.close());

interface State {
  readonly position: number;
  /** Seconds until the next step. */
  readonly rest: number;
}

/** A kind of work with its row, which `add` makes known; its row is not due by itself. */
async function work(
  name: string,
  step: (position: number) => Promise<number>,
): Promise<{ run: () => Promise<State> }> {
  await t.dataSource.query('INSERT INTO background_work (name, due_at) VALUES ($1, $2)', [
    name,
    'infinity',
  ]);
  const background = t.app.get(BackgroundWork);
  background.add({ name, interval: 20, step });
  const due = (background as unknown as { runDue: () => Promise<void> }).runDue.bind(background);
  return {
    run: async () => {
      await t.dataSource.query(
        `UPDATE background_work SET due_at = CASE name WHEN $1 THEN now() ELSE 'infinity' END`,
        [name],
      );
      await Promise.all([due(), due(), due()]).catch(() => undefined); // its row says how it went
      const [state] = await t.dataSource.query<State[]>(
        `SELECT position, extract(epoch FROM due_at - now())::float8 AS rest
         FROM background_work WHERE name = $1`,
        [name],
      );
      return state!;
    },
  };
}

test('of several that find a step due, one does it', async () => {
  let steps = 0;
  const { run } = await work('counted', async () => {
    steps += 1;
    return 0;
  });
  const { rest } = await run();
  expect(steps).toBe(1);
  expect(rest).toBeGreaterThan(15);
  expect(rest).toBeLessThan(21);
});

test('a pass goes on where its last step ended, without the rest between passes', async () => {
  const positions: number[] = [];
  const { run } = await work('stepwise', async (position) => {
    positions.push(position);
    return position === 0 ? 7 : 0;
  });
  const middle = await run();
  expect(middle.position).toBe(7);
  expect(middle.rest).toBeLessThan(15);
  expect((await run()).position).toBe(0);
  expect(positions).toEqual([0, 7]);
});

test('rests nineteen times as long as it worked', async () => {
  const sql = t.app.get(Sql);
  const { run } = await work('slow', async () => {
    await sql.rows({ text: 'SELECT pg_sleep(1.5)' });
    return 0;
  });
  expect((await run()).rest).toBeGreaterThan(1.5 * 19 - 3);
});

test('what a failed step did is undone, and the step is due again', async () => {
  const sql = t.app.get(Sql);
  const { run } = await work('failing', async () => {
    await sql.rows({
      text: `INSERT INTO genres (name, folded_name) VALUES ('Half done', 'half done')`,
    });
    throw new Error('in the middle');
  });
  const { position, rest } = await run();
  expect(position).toBe(0);
  expect(rest).toBeLessThanOrEqual(0);
  expect(await t.dataSource.query('SELECT FROM genres')).toEqual([]);
});
