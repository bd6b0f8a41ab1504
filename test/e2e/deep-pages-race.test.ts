import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isTransient } from '../../src/database/failure.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';
import { ADD_MOVIES, foundPage, keepLandmarks, landmarks, truePage } from '../support/landmarks.js';

const MILLISECONDS = 8000;

type Work = (by: pg.Client, round: number) => Promise<void>;

let connection: TestConnection;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ connection, drop } = await cloneDatabase());
});
afterAll(() => drop());

const random = (below: number): number => Math.floor(Math.random() * below);

async function connected<T>(work: (by: pg.Client) => Promise<T>): Promise<T> {
  const by = new pg.Client(connection);
  await by.connect();
  try {
    return await work(by);
  } finally {
    await by.end();
  }
}

/** Does a piece of work again and again on a connection of its own. @returns how often */
const repeated = (work: Work, { signal }: AbortController): Promise<number> =>
  connected(async (by) => {
    let round = 0;
    for (; !signal.aborted; round += 1) await work(by, round);
    return round;
  });

/** Some statements in a transaction, now and then undone. Who loses against another one has done nothing. */
async function write(by: pg.Client, round: number, name: string): Promise<void> {
  await by.query(`BEGIN ISOLATION LEVEL ${round % 5 ? 'READ COMMITTED' : 'REPEATABLE READ'}`);
  try {
    if (round % 2 === 0) {
      await by.query(ADD_MOVIES, [random(3000), 0.1, 1 + random(9), `${name} ${round}`]);
    } else {
      await by.query(
        `DELETE FROM movies WHERE id IN (${SOME_MOVIES} LIMIT 6 FOR UPDATE SKIP LOCKED)`,
      );
    }
    if (round % 10 === 3) {
      await by.query(
        `UPDATE movies SET created_at = created_at - interval '99 s'
         WHERE id = (${SOME_MOVIES} LIMIT 1 FOR UPDATE SKIP LOCKED)`,
      );
    }
    await by.query(round % 9 === 4 ? 'ROLLBACK' : 'COMMIT');
  } catch (error) {
    if (!isTransient(error)) throw error;
    await by.query('ROLLBACK');
  }
}

const SOME_MOVIES = 'SELECT id FROM movies ORDER BY random()';

/** A batch of an import: the same as another import's, and the same again later. */
const addBatch: Work = async (by, round) =>
  void (await by.query(ADD_MOVIES, [3000 + round, 0, 400, `batch ${round % 50}`]));

/** Takes out all movies of a stretch, so that landmarks have nothing between them. */
const removeStretch: Work = async (by) =>
  void (await by.query(
    `DELETE FROM movies WHERE id IN (
       SELECT id FROM movies
       WHERE created_at > '2026-01-01T00:00Z'::timestamptz + $1 * interval '1 second'
       ORDER BY created_at, id LIMIT 300 FOR UPDATE SKIP LOCKED
     ) AND (SELECT count(*) FROM movies) > 2500`,
    [random(3000)],
  ));

/** Landmarks are added and removed with each change of the size. */
const keep =
  (sizes: readonly [number, number]): Work =>
  async (by, round) =>
    void (await keepLandmarks(by, sizes[round % 2]!));

/** Holds a page and the landmarks against the movies of the same snapshot. */
const read =
  (ordering: string): Work =>
  async (by) => {
    const limit = 1 + random(30);
    const page = Math.ceil((1100 + random(2500)) / limit);
    await by.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const found = await foundPage(by, ordering, page, limit);
    const right = await truePage(by, ordering, page, limit);
    const { wrong } = await landmarks(by);
    await by.query('COMMIT');
    expect({ page, limit, ...found, wrong }).toEqual({ page, limit, ...right, wrong: [] });
  };

test('pages are exact at any moment of writers, imports and two upkeeps that meet', async () => {
  await connected((by) => by.query(ADD_MOVIES, [0, 1, 3000, 'first']));
  const end = new AbortController();
  const works: Work[] = [
    keep([10, 40]),
    keep([25, 5]),
    read('-created_at'),
    read('created_at'),
    (by, round) => write(by, round, 'one'),
    (by, round) => write(by, round, 'two'),
    addBatch,
    addBatch,
    removeStretch,
  ];
  const running = works.map((work) => repeated(work, end));
  await Promise.race([sleep(MILLISECONDS), Promise.all(running)]).finally(() => end.abort());
  const rounds = await Promise.all(running);
  for (const count of rounds) expect(count).toBeGreaterThan(10);
  await connected(async (by) => {
    await keepLandmarks(by, 20);
    const { rows } = await by.query('SELECT FROM movie_landmark_changes');
    expect(rows).toHaveLength(0);
    expect(await landmarks(by)).toEqual({ wrong: [], count: expect.any(Number) });
  });
}, 60_000);
