import pg from 'pg';
import { cloneDatabase } from '../support/cluster.js';
import { ADD_MOVIES, foundPage, keepLandmarks, landmarks, truePage } from '../support/landmarks.js';

const SIZE = 20;

let drop: () => Promise<void>;
let client: pg.Client;

beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await drop();
});
beforeEach(() => client.query('TRUNCATE movies RESTART IDENTITY CASCADE'));

const add = (from: number, step: number, count: number, name: string) =>
  client.query(ADD_MOVIES, [from, step, count, name]);

/** Singles, a block that has one time, and one whose times come in threes. */
async function addThreeThousand(): Promise<void> {
  await add(0, 1, 1000, 'singles');
  await add(1000, 0, 1000, 'block');
  for (let three = 0; three < 3; three += 1) await add(1500, 2, 333, `three ${three}`);
}

/** Every page from the 900th movie on, in either direction, is what it is by counting. */
async function expectAllPages(limit = 20): Promise<void> {
  const { count } = await truePage(client, 'created_at', 1, 1);
  for (const ordering of ['-created_at', 'created_at']) {
    for (let page = Math.ceil(900 / limit); page <= count / limit + 2; page += 1) {
      expect(await foundPage(client, ordering, page, limit)).toEqual(
        await truePage(client, ordering, page, limit),
      );
    }
  }
  expect((await landmarks(client)).wrong).toEqual([]);
}

const changesLeft = async (): Promise<number> =>
  (await client.query('SELECT count(*)::integer AS count FROM movie_landmark_changes')).rows[0]
    .count;

describe('pages far down', () => {
  test('are exact before landmarks are counted, after, and with some changes since', async () => {
    await addThreeThousand();
    expect((await landmarks(client)).count).toBe(2);
    await expectAllPages();
    await keepLandmarks(client, SIZE);
    expect(await changesLeft()).toBe(0);
    expect((await landmarks(client)).count).toBeGreaterThan(80);
    await expectAllPages(100);
    await expectAllPages(33);
    await add(500, 0.5, 400, 'between');
    await client.query('DELETE FROM movies WHERE id % 7 = 0');
    expect(await changesLeft()).toBeGreaterThan(0);
    await expectAllPages();
  });

  test('follow movies whose time changes', async () => {
    await addThreeThousand();
    await keepLandmarks(client, SIZE);
    await client.query(
      `UPDATE movies SET created_at = created_at + interval '700 s' WHERE id % 3 = 0`,
    );
    await expectAllPages();
    await keepLandmarks(client, SIZE);
    await expectAllPages();
  });

  test('do without landmarks that deletion has left without movies between them', async () => {
    await addThreeThousand();
    await keepLandmarks(client, SIZE);
    const before = (await landmarks(client)).count;
    await client.query('DELETE FROM movies WHERE id BETWEEN 300 AND 1400');
    await expectAllPages();
    await keepLandmarks(client, SIZE);
    await expectAllPages();
    expect((await landmarks(client)).count).toBeLessThan(before - 30);
    await client.query('DELETE FROM movies');
    await keepLandmarks(client, SIZE);
    expect((await landmarks(client)).count).toBe(2);
    await addThreeThousand();
    await expectAllPages();
  });

  test('begin anew after TRUNCATE', async () => {
    await addThreeThousand();
    await keepLandmarks(client, SIZE);
    await client.query('TRUNCATE movies RESTART IDENTITY CASCADE');
    expect(await landmarks(client)).toEqual({ wrong: [], count: 2 });
    await addThreeThousand();
    await keepLandmarks(client, SIZE);
    await expectAllPages();
  });

  test('know nothing of what a transaction has undone', async () => {
    await addThreeThousand();
    await client.query('BEGIN');
    await client.query('DELETE FROM movies WHERE id > 100');
    await keepLandmarks(client, SIZE);
    await client.query('ROLLBACK');
    await expectAllPages();
  });
});
